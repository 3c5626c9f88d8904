package dev.turnout.p4.softswitch.engine;

import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;

/** Calculations over bytes, under the compiler's names. */
enum HashAlgorithm {
    /** IEEE 802.3. */
    CRC32("crc32", 32) {
        @Override
        long over(byte[] bytes) {
            CRC32 crc = new CRC32();
            crc.update(bytes);
            return crc.getValue();
        }
    },
    /** CRC-16/ARC: polynomial 0x8005, bits reflected, from 0. */
    CRC16("crc16", 16) {
        @Override
        long over(byte[] bytes) {
            int crc = 0;
            for (byte each : bytes) {
                crc ^= each & 0xff;
                for (int bit = 0; bit < 8; bit++) {
                    crc = crc >>> 1 ^ ((crc & 1) == 0 ? 0 : 0xa001);
                }
            }
            return crc;
        }
    },
    /** RFC 1071: the complement of the ones' complement sum of 16-bit words. */
    CSUM16("csum16", 16) {
        @Override
        long over(byte[] bytes) {
            long sum = 0;
            for (int i = 0; i < bytes.length; i++) {
                sum += (long) (bytes[i] & 0xff) << (i % 2 == 0 ? 8 : 0);
            }
            while (sum >> 16 != 0) {
                sum = (sum & 0xffff) + (sum >> 16);
            }
            return ~sum & 0xffff;
        }
    },
    XOR16("xor16", 16) {
        @Override
        long over(byte[] bytes) {
            int value = 0;
            for (int i = 0; i < bytes.length; i++) {
                value ^= (bytes[i] & 0xff) << (i % 2 == 0 ? 8 : 0);
            }
            return value;
        }
    };

    private final String text;
    final int bits;

    HashAlgorithm(String text, int bits) {
        this.text = text;
        this.bits = bits;
    }

    static Optional<HashAlgorithm> of(String text) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.text.equals(text))
                .findFirst();
    }

    abstract long over(byte[] bytes);
}
