"""An import-linter contract: some modules of a context are private to it."""

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

DEPTH = 4
"""``qanat.group.context.module``: parts of a name from which a module has a home."""
GROUPS = frozenset({"registry", "response", "care", "readiness", "exchange", "desks"})
"""Where contexts live; the foundation, the kit and the engine are made to be used."""


class OwnContextOnly(Contract):
    """``group.context.<private>`` may be imported only from ``group.context``."""

    private = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: FBT001 (import-linter calls it)
        """Find every import of a private module from outside its context."""
        del verbose
        private: list[str] = list(self.private)  # type: ignore[call-overload] # a field of strings
        bad = []
        for module in sorted(graph.modules):
            parts = module.split(".")
            if len(parts) < DEPTH or parts[1] not in GROUPS or parts[3] not in private:
                continue
            home = ".".join(parts[:3])
            bad += [
                (importer, module)
                for importer in sorted(graph.find_modules_that_directly_import(module))
                if importer != home and not importer.startswith(f"{home}.")
            ]
        return ContractCheck(kept=not bad, metadata={"bad": bad})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name who imports what."""
        for importer, module in check.metadata["bad"]:
            output.print_error(f"{importer} imports {module}, which is private to its context")
