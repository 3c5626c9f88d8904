/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * From flow hash to backend:
 *
 *	slot			SYN				any other
 *	stable			current				current
 *	in transition		current, and mark the flow	marked: current, else previous
 *	in transition, frozen	marked: current, else previous	marked: current, else previous
 *
 * A slot whose filter is full does as a frozen one. Only services with persistence TRANSIT look at marks.
 *
 * A transit filter is a Bloom filter whose cells hold the epoch in which they were marked. So it is empty as soon as its epoch
 * is another, which is one write of a table, where clearing registers is what hardly a target lets a controller do. Its four
 * hashes take the flow in other orders and by another polynomial than the flow hash does, by which flows of a slot are alike.
 */
#ifndef TURNOUT_SLOT_P4
#define TURNOUT_SLOT_P4

#include "flow_hash.p4"

control Slot(inout headers_t headers, inout metadata_t meta) {
    register<epoch_t>(FILTERS_CELLS) cells_0;
    register<epoch_t>(FILTERS_CELLS) cells_1;
    register<epoch_t>(FILTERS_CELLS) cells_2;
    register<epoch_t>(FILTERS_CELLS) cells_3;
    register<marks_t>(FILTERS) marks; /* of each filter: an epoch, and the cells that were marked in it */

    /* By table: packets to the previous owner through a slot that is not frozen, marked ones to the current through one that is. */
    @id(COUNTER_TO_PREVIOUS)
    counter(TABLES, CounterType.packets) to_previous;
    @id(COUNTER_MARKED_FROZEN)
    counter(TABLES, CounterType.packets) marked_frozen;

    slot_t index;
    epoch_t epoch = 0;
    bit<32> full = 0;
    bit<32> at_0;
    bit<32> at_1;
    bit<32> at_2;
    bit<32> at_3;
    epoch_t cell_0;
    epoch_t cell_1;
    epoch_t cell_2;
    epoch_t cell_3;
    marks_t counted;

    @id(ACTION_STABLE)
    action stable(backend_id_t owner) {
        meta.slot.current = owner;
        meta.backend = owner;
    }

    @id(ACTION_IN_TRANSITION)
    action in_transition(backend_id_t current, backend_id_t previous, filter_t filter, bit<1> frozen) {
        meta.slot.current = current;
        meta.slot.previous = previous;
        meta.slot.filter = filter;
        meta.slot.frozen = frozen;
    }

    /* A slot that nobody owns has no entry. */
    @id(TABLE_MAGLEV_SLOT)
    table maglev_slot {
        key = {
            meta.service.table_id: exact @name("table");
            index: exact @name("slot");
        }
        actions = { stable; in_transition; @defaultonly NoAction; }
        const default_action = NoAction;
        size = SLOTS;
    }

    /*
     * @param limit marked cells with which it takes no more; 0: any number
     * @param rate what the limit was made from, for who reads it back
     */
    @noWarn("unused")
    @id(ACTION_SET_FILTER)
    action set_filter(epoch_t current, bit<32> limit, bit<64> rate) {
        epoch = current;
        full = limit;
    }

    @id(TABLE_TRANSIT_FILTER)
    table transit_filter {
        key = { meta.slot.filter: exact @name("filter"); }
        actions = { set_filter; @defaultonly NoAction; }
        const default_action = NoAction;
        size = FILTERS;
    }

    /* Where the flow's cells are, and what they hold. */
    action find_marks() {
        bit<32> wide;
        bit<16> narrow;
        hash(wide, HashAlgorithm.crc32, 32w0,
             { meta.slot.current, meta.flow.destination_port, meta.flow.source_port, meta.flow.protocol, 1w0,
               meta.flow.destination, meta.flow.source }, HASHES);
        at_0 = 15w0 ++ meta.slot.filter ++ wide[15:0];
        at_1 = 15w0 ++ meta.slot.filter ++ wide[31:16];
        hash(narrow, HashAlgorithm.crc16, 16w0,
             { meta.flow.source, meta.flow.destination, meta.flow.source_port, meta.flow.destination_port,
               meta.flow.protocol, meta.slot.current, 1w0 }, CELLS);
        at_2 = 15w0 ++ meta.slot.filter ++ narrow;
        hash(narrow, HashAlgorithm.crc16, 16w0,
             { meta.flow.destination_port, meta.slot.current, 1w0, meta.flow.destination, meta.flow.source_port,
               meta.flow.protocol, meta.flow.source }, CELLS);
        at_3 = 15w0 ++ meta.slot.filter ++ narrow;
        cells_0.read(cell_0, at_0);
        cells_1.read(cell_1, at_1);
        cells_2.read(cell_2, at_2);
        cells_3.read(cell_3, at_3);
    }

    action mark() {
        bit<32> more = (cell_0 == epoch ? 32w0 : 32w1) + (cell_1 == epoch ? 32w0 : 32w1) +
                       (cell_2 == epoch ? 32w0 : 32w1) + (cell_3 == epoch ? 32w0 : 32w1);
        cells_0.write(at_0, epoch);
        cells_1.write(at_1, epoch);
        cells_2.write(at_2, epoch);
        cells_3.write(at_3, epoch);
        marks.write((bit<32>)meta.slot.filter, epoch ++ (counted[31:0] + more));
    }

    action read_count() {
        marks.read(counted, (bit<32>)meta.slot.filter);
        counted = counted[47:32] == epoch ? counted : epoch ++ 32w0;
    }

    /* Before epochs begin anew, so that a cell of the last time is not taken for marked. */
    action wipe() {
        bit<32> at = 15w0 ++ headers.packet_out.filter[0:0] ++ headers.packet_out.cell;
        cells_0.write(at, 0);
        cells_1.write(at, 0);
        cells_2.write(at, 0);
        cells_3.write(at, 0);
    }

    action tell() {
        marks.read(meta.marks, (bit<32>)headers.packet_out.filter[0:0]);
    }

    apply {
        if (headers.packet_out.isValid() && meta.trial == 0) {
            if (headers.packet_out.command == command_t.WIPE) {
                wipe();
            } else if (headers.packet_out.command == command_t.MARKS) {
                tell();
            }
            return;
        }
        index = meta.hash[16:0] & meta.service.mask;
        meta.slot.looked_up = 1;
        switch (maglev_slot.apply().action_run) {
            in_transition: {
                if (meta.service.transit == 0) {
                    meta.backend = meta.slot.frozen == 1 ? meta.slot.previous : meta.slot.current;
                } else {
                    @atomic {
                        transit_filter.apply();
                        find_marks();
                        read_count();
                        bool is_marked = meta.slot.current != 0 && epoch != 0 && cell_0 == epoch && cell_1 == epoch &&
                                         cell_2 == epoch && cell_3 == epoch;
                        bool is_full = meta.slot.current != 0 && full != 0 && counted[31:0] >= full;
                        if (is_marked) {
                            meta.slot.marked = 1;
                            meta.backend = meta.slot.current;
                            if (meta.slot.frozen == 1 && meta.trial == 0) {
                                marked_frozen.count((bit<32>)meta.service.table_id);
                            }
                        } else if (meta.packet.syn == 0 || meta.slot.frozen == 1 || is_full) {
                            meta.backend = meta.slot.previous;
                            if (meta.slot.frozen == 0 && meta.trial == 0) {
                                to_previous.count((bit<32>)meta.service.table_id);
                            }
                        } else {
                            meta.backend = meta.slot.current;
                            if (meta.slot.current != 0 && meta.trial == 0) {
                                mark();
                            }
                        }
                    }
                }
            }
        }
    }
}

#endif
