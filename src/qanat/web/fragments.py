"""Fragments: parts of a template that can be rendered alone.

``{% fragment queue %}…{% endfragment %}`` marks a part; the page renders it in place, and an
htmx request gets it alone, so that one template serves both.
"""

from typing import Any

from django.http import HttpRequest
from django.template import Context, TemplateDoesNotExist
from django.template.base import Node, NodeList, Parser, Template, Token
from django.template.context import make_context
from django.template.exceptions import TemplateSyntaxError
from django.template.loader import get_template
from django.utils.safestring import SafeString


class FragmentNode(Node):
    """A named part of a template."""

    child_nodelists = ("nodelist",)

    def __init__(self, name: str, nodelist: NodeList) -> None:
        self.name = name
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        """Render the part where it stands."""
        return self.nodelist.render(context)


def parse_fragment(parser: Parser, token: Token) -> FragmentNode:
    """Read ``{% fragment name %}`` up to its end."""
    words = token.split_contents()
    if len(words) != 2:  # noqa: PLR2004 (the tag and its name)
        raise TemplateSyntaxError("fragment takes exactly one name")
    nodelist = parser.parse(("endfragment",))
    parser.delete_first_token()
    return FragmentNode(words[1], nodelist)


def render_fragment(
    request: HttpRequest, template_name: str, name: str, context: dict[str, Any]
) -> SafeString:
    """Render one named part of a template.

    Raises:
        TemplateDoesNotExist: if the template has no such part.
    """
    template = _inner(template_name)
    node = find_fragment(template, name)
    bound = make_context(context, request)
    with bound.bind_template(template), bound.render_context.push_state(template):
        return node.render(bound)


def find_fragment(template: Template, name: str) -> FragmentNode:
    """Return a part of a template by its name.

    Raises:
        TemplateDoesNotExist: if there is none.
    """
    for node in template.nodelist.get_nodes_by_type(FragmentNode):
        if isinstance(node, FragmentNode) and node.name == name:
            return node
    raise TemplateDoesNotExist(f"{template.name}#{name}")


def _inner(template_name: str) -> Template:
    template: Template = get_template(template_name).template  # type: ignore[attr-defined]  # Django's own engine
    return template
