package dev.turnout.p4.softswitch.engine;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A loaded program. One packet at a time goes through, whoever brings it. */
public final class SoftSwitch {
    /** Ports are numbers of 9 bits; a packet for this one is dropped. */
    public static final int DROP_PORT = PrimitiveReader.DROP_PORT;

    private final Program program;
    private final StandardMetadata standard;
    private final Phv phv;

    /** A frame that leaves, and where. */
    public record Sent(int port, byte[] frame) {}

    SoftSwitch(Program program, StandardMetadata standard) {
        this.program = program;
        this.standard = standard;
        this.phv = new Phv(program.layout());
    }

    /** In the order of the pipelines. */
    public List<MatchTable> tables() {
        return Stream.concat(program.ingress().tables().stream(), program.egress().tables().stream())
                .toList();
    }

    public List<CounterArray> counters() {
        return program.counters();
    }

    /**
     * Takes one frame through the program.
     *
     * @param port 0–511, by which it came
     * @return empty where it was dropped
     */
    public synchronized Optional<Sent> process(int port, byte[] frame) {
        phv.begin(frame);
        set(standard.ingressPort(), port);
        set(standard.packetLength(), frame.length);
        set(standard.timestamp(), System.nanoTime() / 1_000);
        parse();
        for (Checksum checksum : program.checksums()) {
            if (!checksum.holds(phv)) {
                set(standard.checksumError(), 1);
            }
        }
        program.ingress().run(phv);
        long to = phv.small[standard.egressSpec().index()];
        if (to == DROP_PORT) {
            return Optional.empty();
        }
        set(standard.egressPort(), to);
        program.egress().run(phv);
        if (phv.small[standard.egressSpec().index()] == DROP_PORT) {
            return Optional.empty();
        }
        program.checksums().forEach(checksum -> checksum.update(phv));
        return Optional.of(new Sent((int) to, program.deparser().write(phv)));
    }

    /** A program whose parser walks in a circle without taking anything ends here. */
    private static final int MOST_STATES = 1024;

    private void parse() {
        Optional<ParserState> state = program.parser();
        for (int i = 0; i < MOST_STATES && state.isPresent(); i++) {
            state = state.get().run(phv);
        }
        set(standard.parserError(), phv.error.number());
    }

    private void set(Field field, long value) {
        phv.small[field.index()] = value & Bits.smallMask(field.bits());
    }
}
