package dev.turnout.p4.softswitch.engine;

import java.util.List;

/** Writes the headers that are valid, in their order, and behind them what was not parsed. */
record Deparser(List<Header> order) {
    Deparser {
        order = List.copyOf(order);
    }

    byte[] write(Phv phv) {
        int bits = 0;
        for (Header header : order) {
            bits += phv.valid[header.index()] ? bits(header, phv) : 0;
        }
        byte[] frame = new byte[bits / 8 + phv.left()];
        int at = 0;
        for (Header header : order) {
            if (phv.valid[header.index()]) {
                write(header, phv, frame, at);
                at += bits(header, phv);
            }
        }
        System.arraycopy(phv.frame(), phv.position(), frame, at / 8, phv.left());
        return frame;
    }

    private static int bits(Header header, Phv phv) {
        int bits = header.bits();
        for (Field field : header.fields()) {
            bits += field.kind() == Field.Kind.VARIABLE ? phv.variable[field.index()].length * 8 : 0;
        }
        return bits;
    }

    private static void write(Header header, Phv phv, byte[] frame, int from) {
        int at = from;
        for (Field field : header.fields()) {
            int index = field.index();
            switch (field.kind()) {
                case SMALL -> Bits.write(frame, at, field.bits(), phv.small[index]);
                case WIDE -> Bits.writeWide(frame, at, field.bits(), phv.wide[index]);
                case VARIABLE -> System.arraycopy(phv.variable[index], 0, frame, at / 8, phv.variable[index].length);
            }
            at += field.kind() == Field.Kind.VARIABLE ? phv.variable[index].length * 8 : field.bits();
        }
    }
}
