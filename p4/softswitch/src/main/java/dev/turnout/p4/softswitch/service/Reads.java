package dev.turnout.p4.softswitch.service;

import dev.turnout.p4.runtime.CounterData;
import dev.turnout.p4.runtime.CounterEntry;
import dev.turnout.p4.runtime.DirectCounterEntry;
import dev.turnout.p4.runtime.Entity;
import dev.turnout.p4.runtime.Index;
import dev.turnout.p4.runtime.ReadResponse;
import dev.turnout.p4.runtime.TableEntry;
import dev.turnout.p4.softswitch.engine.CounterArray;
import dev.turnout.p4.softswitch.engine.Match;
import io.grpc.Status;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Answers one read, in pieces. */
final class Reads {
    /** Entities of a piece. */
    private static final int PIECE = 4096;

    private final Installed installed;
    private final Consumer<ReadResponse> sink;
    private ReadResponse.Builder piece = ReadResponse.newBuilder();

    Reads(Installed installed, Consumer<ReadResponse> sink) {
        this.installed = installed;
        this.sink = sink;
    }

    static RequestException registers() {
        return new RequestException(Status.Code.UNIMPLEMENTED, "registers are the program's own: ask it by packet-out");
    }

    static int index(CounterArray counter, long index) throws RequestException {
        if (index < 0 || index >= counter.size()) {
            throw new RequestException(
                    Status.Code.OUT_OF_RANGE, "counter " + counter.name() + " has " + counter.size() + " cells");
        }
        return (int) index;
    }

    static CounterData data(CounterArray counter, int index) {
        return CounterData.newBuilder()
                .setPacketCount(counter.packets(index))
                .setByteCount(counter.bytes(index))
                .build();
    }

    void read(List<Entity> wanted) throws RequestException {
        for (Entity entity : wanted) {
            switch (entity.getEntityCase()) {
                case TABLE_ENTRY -> readEntries(entity.getTableEntry());
                case COUNTER_ENTRY -> readCounter(entity.getCounterEntry());
                case DIRECT_COUNTER_ENTRY -> readDirect(entity.getDirectCounterEntry());
                case REGISTER_ENTRY -> throw registers();
                case ENTITY_NOT_SET ->
                    throw new RequestException(Status.Code.UNIMPLEMENTED, "entities of this kind are not implemented");
            }
        }
        if (piece.getEntitiesCount() > 0) {
            sink.accept(piece.build());
        }
    }

    private void add(Entity entity) {
        piece.addEntities(entity);
        if (piece.getEntitiesCount() == PIECE) {
            sink.accept(piece.build());
            piece = ReadResponse.newBuilder();
        }
    }

    private Collection<TableCodec> tables(int id) throws RequestException {
        return id == 0 ? installed.tables() : List.of(installed.table(id));
    }

    private static Stream<dev.turnout.p4.softswitch.engine.TableEntry> select(TableCodec codec, TableEntry wanted)
            throws RequestException {
        if (wanted.getIsDefaultAction()) {
            return codec.table().defaultEntry().stream();
        }
        if (wanted.getMatchCount() == 0) {
            return codec.table().entries();
        }
        Match match = codec.match(wanted.getMatchList(), wanted.getPriority());
        return codec.table().get(match).stream();
    }

    private void readEntries(TableEntry wanted) throws RequestException {
        for (TableCodec codec : tables(wanted.getTableId())) {
            select(codec, wanted).forEach(entry -> {
                TableEntry message = codec.message(entry, wanted.hasCounterData());
                add(Entity.newBuilder()
                        .setTableEntry(
                                wanted.getIsDefaultAction()
                                        ? message.toBuilder()
                                                .setIsDefaultAction(true)
                                                .build()
                                        : message)
                        .build());
            });
        }
    }

    private void readDirect(DirectCounterEntry wanted) throws RequestException {
        TableEntry table = wanted.getTableEntry();
        for (TableCodec codec : tables(table.getTableId())) {
            select(codec, table)
                    .forEach(entry -> add(Entity.newBuilder()
                            .setDirectCounterEntry(DirectCounterEntry.newBuilder()
                                    .setTableEntry(codec.message(entry, false).toBuilder()
                                            .clearAction())
                                    .setData(TableCodec.counted(entry)))
                            .build()));
        }
    }

    private void readCounter(CounterEntry wanted) throws RequestException {
        Map<Integer, CounterArray> counters = wanted.getCounterId() == 0
                ? installed.counters()
                : Map.of(wanted.getCounterId(), installed.counter(wanted.getCounterId()));
        for (Map.Entry<Integer, CounterArray> counter : counters.entrySet()) {
            if (wanted.hasIndex()) {
                add(
                        counter.getKey(),
                        counter.getValue(),
                        index(counter.getValue(), wanted.getIndex().getIndex()));
            } else {
                for (int i = 0; i < counter.getValue().size(); i++) {
                    add(counter.getKey(), counter.getValue(), i);
                }
            }
        }
    }

    private void add(int id, CounterArray counter, int index) {
        add(Entity.newBuilder()
                .setCounterEntry(CounterEntry.newBuilder()
                        .setCounterId(id)
                        .setIndex(Index.newBuilder().setIndex(index))
                        .setData(data(counter, index)))
                .build());
    }
}
