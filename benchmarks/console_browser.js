// What `benchmarks/console_browser.py` does within the page.
window.measure = {
  seenAt: 0,

  /** Answer for the server: so many vehicles, all of which report at every question. */
  fleet(count) {
    const real = window.fetch;
    let round = 0;
    window.fetch = (address, ...more) => {
      if (!String(address).includes("/map/moving.json")) return real(address, ...more);
      round += 1;
      const now = Date.now();
      const vehicles = Array.from({ length: count }, (_, n) => {
        const kind = n % 40 ? "ambulance" : "aircraft";
        const lon = 48 + ((n * 7919) % 3800) / 100 + round * 0.004;
        const lat = 41 + ((n * 104729) % 1350) / 100;
        return [`${kind}:${n}`, kind, lon, lat, (n * 37) % 360, n % 40 ? 16 : 90, now, `V-${n}`, ""];
      });
      const limits = { aircraft: 60, ambulance: 120 };
      const body = JSON.stringify({ now, after: now, is_all: round === 1, limits, vehicles });
      return Promise.resolve(new Response(body, { headers: { "Content-Type": "application/json" } }));
    };
  },

  /** Count frames while positions are reported once a second. */
  frames(seconds) {
    const detail = { kind: "tracking.positions_reported.1" };
    const report = setInterval(() => document.dispatchEvent(new CustomEvent("qanat:news", { detail })), 1000);
    return new Promise((ready) => {
      const times = [], begun = performance.now();
      const step = (at) => {
        times.push(at);
        if (at - begun < seconds * 1000) return requestAnimationFrame(step);
        clearInterval(report);
        const gaps = times.slice(1).map((time, i) => time - times[i]).sort((a, b) => a - b);
        const fps = (1000 * gaps.length) / (times.at(-1) - times[0]);
        ready({ fps, p95_ms: gaps[Math.floor(gaps.length * 0.95)] });
      };
      requestAnimationFrame(step);
    });
  },

  /** Note when the queue was drawn anew. */
  watch() {
    const list = document.querySelector(".console > .list");
    new MutationObserver(() => { measure.seenAt = Date.now(); }).observe(list, { childList: true });
  },
};

const wanted = Number(new URLSearchParams(location.search).get("vehicles"));
if (wanted) measure.fleet(wanted);
