"""The forwarding model of Turnout a second time, slow and plain, to make packet vectors with.

    wire      CRC-32, checksums, packets as bytes
    maglev    tables
    parse     frames to flows
    plane     flows to backends: services, slots, marks, flow tables
    output    what leaves: encapsulation, answers
    scenario  the files' form
    cases_*   the scenarios

It shares no code with the product. Python 3.11, standard library only.
"""
