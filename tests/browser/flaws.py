"""What spoils the looks of a panel: found in the page, by measuring."""

from __future__ import annotations

from playwright.sync_api import Locator

# What is in a box that is not drawn is passed over as a whole: of a panel's steps one is open, and they have thousands of elements.
DRAWN = """
    const boxless = (each) => !each.checkVisibility() && getComputedStyle(each).display !== "contents";
    const walker = document.createTreeWalker(panel, NodeFilter.SHOW_ELEMENT, (each) => boxless(each) ? 2 : 1); // reject, accept
    const drawn = [];
    while (walker.nextNode()) drawn.push(walker.currentNode);
"""
FLAWS = """
    const found = [];
    const shown = (each) => each.checkVisibility({checkVisibilityCSS: true, checkOpacity: true}) && each.getClientRects().length;
    const told = (each) => `${each.tagName}.${each.className?.baseVal ?? each.className}: ${each.textContent.trim().slice(0, 60)}`;
    const edge = panel.getBoundingClientRect().right + 1;
    const scrolls = (element) => {
        for (let each = element; each && each !== panel; each = each.parentElement)
            if (["auto", "scroll", "hidden"].includes(getComputedStyle(each).overflowX)) return true;
        return false;
    };
    for (const each of drawn) {
        if (!shown(each)) continue;
        if (each.getBoundingClientRect().right > edge && !scrolls(each.parentElement)) found.push(`beyond the edge: ${told(each)}`);
        const cuts = ["hidden", "clip"].includes(getComputedStyle(each).overflowX);
        const isText = each.childElementCount === 0 && each.textContent.trim() && !["OPTION", "TEXTAREA"].includes(each.tagName);
        if (cuts && isText && !each.closest("caption, svg, .fxp-aloud") && each.scrollWidth > each.clientWidth + 1)
            found.push(`cut off: ${told(each)}`);
    }
    const controls = drawn
        .filter((each) => each.matches("button, select, textarea, input, summary, a[href]"))
        .filter((each) => shown(each) && !each.closest(".fxp-runs")) // there they scroll
        .map((each) => [each, [...each.getClientRects()]]); // a link that goes over two lines has a rectangle for each
    const lie = (a, b) =>
        Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
    controls.forEach(([one, places], index) => {
        for (const [other, others] of controls.slice(index + 1)) {
            if (!places.some((a) => others.some((b) => lie(a, b)))) continue;
            if (!one.contains(other) && !other.contains(one)) found.push(`overlap: ${told(one)} and ${told(other)}`);
        }
    });
    const named = ".fxp-field :is(input[type=text], select, textarea), .fxp-secret input";
    const fields = drawn.filter((each) => each.matches(named) && shown(each));
    const edges = new Set(fields.map((each) => Math.round(each.getBoundingClientRect().left)));
    if (edges.size > 1) found.push(`fields begin at ${[...edges].join(", ")}`);
    const brush = document.createElement("canvas").getContext("2d");
    for (const each of fields.filter((each) => each.tagName === "INPUT" && !each.value && each.placeholder)) {
        const style = getComputedStyle(each);
        brush.font = style.font;
        const room = each.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
        if (brush.measureText(each.placeholder).width > room + 1) found.push(`cut off: ${each.placeholder}`);
    }
    return found;
"""
# Of every element that has words of its own; a drawing measures its letters itself.
SIZES = """
    const worded = (each) => !each.matches("style, option, svg *") && each.checkVisibility()
        && [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    return [...new Set(drawn.filter(worded).map((each) => getComputedStyle(each).fontSize))];
"""


def flaws(panel: Locator) -> list[str]:
    """Return what is cut off, overlaps, sticks out, or begins elsewhere than the other fields."""
    found: list[str] = panel.evaluate(f"panel => {{{DRAWN}{FLAWS}}}")
    return found


def sizes(panel: Locator) -> set[str]:
    """Return the sizes of its letters, such as "13px"."""
    return set(panel.evaluate(f"panel => {{{DRAWN}{SIZES}}}"))
