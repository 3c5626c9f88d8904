package dev.turnout.p4.softswitch.service;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import java.math.BigInteger;

/** Integers as P4Runtime has them: big-endian, without leading zero bytes but one byte at least (§8.4). */
final class Values {
    private Values() {}

    static ByteString encode(BigInteger value) {
        byte[] bytes = value.toByteArray();
        boolean lead = bytes.length > 1 && bytes[0] == 0;
        return lead ? ByteString.copyFrom(bytes, 1, bytes.length - 1) : ByteString.copyFrom(bytes);
    }

    /** Takes leading zeros too, as the specification has it of servers. */
    static BigInteger decode(ByteString value, int bits, String what) throws RequestException {
        if (value.isEmpty()) {
            throw new RequestException(Status.Code.INVALID_ARGUMENT, what + " has no bytes");
        }
        BigInteger decoded = new BigInteger(1, value.toByteArray());
        if (decoded.bitLength() > bits) {
            throw new RequestException(Status.Code.OUT_OF_RANGE, what + " needs more than " + bits + " bits");
        }
        return decoded;
    }

    static BigInteger mask(int bits) {
        return BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
    }
}
