"""REF for Hypothesis: a composite strategy of plain objects, the correct design, the fabric as a climb.

Prints one JSON line: examples run and CPU seconds. Arguments: how many examples, and the seed.
"""

import json
import sys
import time

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

RAM, RAM_ADDRESS, IOVA = -1, 0x1000, 0x10000


class Node:
    """A host bridge (above is None), a switch, or a function, with the link above it."""

    def __init__(self, above=None, acs=False, listed=False, offset=0, bar=None):
        self.above, self.acs, self.listed, self.offset, self.bar = above, acs, listed, offset, bar

    def up(self):
        node, chain = self, []
        while node is not None:
            chain.append(node)
            node = node.above
        return chain

    @property
    def host(self):
        return self.up()[-1]


@st.composite
def problems(draw):
    nodes = [Node(listed=draw(st.booleans()), offset=draw(st.sampled_from([0, 8]))) for _ in range(2)]
    for _ in range(draw(st.integers(0, 3))):
        nodes.append(Node(draw(st.sampled_from(nodes)), draw(st.booleans())))
    functions = [
        Node(draw(st.sampled_from(nodes)), draw(st.booleans()), bar=16 * (i + 1))
        for i in range(draw(st.integers(1, 6)))
    ]
    memory = st.sampled_from([None, *functions])
    return (
        draw(st.booleans()),
        functions,
        draw(st.sampled_from(functions)),
        draw(st.lists(memory, min_size=1, max_size=4)),
    )


def redirected(chain, below):
    return any(node.acs for node in chain[: chain.index(below)])


def meeting(a, b):
    return next((node for node in a.up() if node in b.up() and node.above is not None), None)


def address(iommu, client, owner):
    through = IOVA if iommu else 0
    if owner is None:
        return through + RAM_ADDRESS
    if owner is client:
        return owner.bar
    switch = meeting(client, owner)
    if switch and not redirected(client.up(), switch) and not redirected(owner.up(), switch):
        return owner.bar
    if client.host.listed and owner.host.listed:
        return through + owner.bar + owner.host.offset
    return None


def deliver(iommu, functions, client, number):
    if number == client.bar:
        return client
    for target in functions:
        if target.bar != number:
            continue
        link = client
        while not link.acs and link.above.above is not None:
            switch = link.above
            if switch in target.up():
                if not redirected(target.up(), switch):
                    return target
                break
            link = switch
    physical = number - IOVA if iommu else number
    if physical == RAM_ADDRESS:
        return None
    for target in functions:
        if target.bar + target.host.offset == physical:
            return target if client.host.listed and target.host.listed else "nowhere"
    return "nowhere"


def main(examples, start):
    ran = 0

    @seed(start)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(problems())
    def check(problem):
        nonlocal ran
        ran += 1
        iommu, functions, client, memory = problem
        for owner in memory:
            number = address(iommu, client, owner)
            assert number is None or deliver(iommu, functions, client, number) is owner

    before = time.process_time()
    check()
    print(json.dumps({"cases": ran, "seconds": time.process_time() - before}))


main(int(sys.argv[1]), int(sys.argv[2]))
