package dev.turnout.p4.softswitch.engine;

import java.util.Arrays;
import java.util.List;

/**
 * A hash or a checksum over some values, one behind the other, each in as many bits as it is wide; together whole bytes.
 *
 * @param payload whether what was not parsed follows
 */
record Calculation(HashAlgorithm algorithm, List<Piece> pieces, boolean payload) {
    /** @param bits in which it is written */
    record Piece(Expression value, int bits) {}

    Calculation {
        pieces = List.copyOf(pieces);
    }

    long over(Phv phv) {
        int bits = pieces.stream().mapToInt(Piece::bits).sum();
        byte[] bytes = new byte[bits / 8 + (payload ? phv.left() : 0)];
        int at = 0;
        for (Piece piece : pieces) {
            if (piece.value.isSmall()) {
                Bits.write(bytes, at, piece.bits, piece.value.small(phv));
            } else {
                Bits.writeWide(bytes, at, piece.bits, piece.value.wide(phv));
            }
            at += piece.bits;
        }
        if (payload) {
            byte[] rest = Arrays.copyOfRange(phv.frame(), phv.position(), phv.frame().length);
            System.arraycopy(rest, 0, bytes, bits / 8, rest.length);
        }
        return algorithm.over(bytes);
    }

    /** Its value as an expression of others. */
    Expression result() {
        return new Expression.Small(algorithm.bits, false) {
            @Override
            long small(Phv phv) {
                return over(phv);
            }
        };
    }
}
