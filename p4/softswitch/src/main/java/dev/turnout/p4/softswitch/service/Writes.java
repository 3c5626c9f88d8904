package dev.turnout.p4.softswitch.service;

import com.google.protobuf.Any;
import dev.turnout.p4.runtime.CounterEntry;
import dev.turnout.p4.runtime.DirectCounterEntry;
import dev.turnout.p4.runtime.Entity;
import dev.turnout.p4.runtime.Error;
import dev.turnout.p4.runtime.TableEntry;
import dev.turnout.p4.runtime.Update;
import dev.turnout.p4.softswitch.engine.CounterArray;
import dev.turnout.p4.softswitch.engine.Match;
import dev.turnout.p4.softswitch.engine.MatchTable.Changed;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Carries out the updates of one request, each by itself. */
final class Writes {
    private static final Error FINE =
            Error.newBuilder().setCanonicalCode(Status.Code.OK.value()).build();

    private final Installed installed;

    Writes(Installed installed) {
        this.installed = installed;
    }

    /** @return what became of each, as details of a status; empty where all were made */
    Optional<com.google.rpc.Status> write(List<Update> updates) {
        List<Error> errors = new ArrayList<>();
        boolean failed = false;
        for (Update update : updates) {
            try {
                write(update);
                errors.add(FINE);
            } catch (RequestException e) {
                failed = true;
                errors.add(Error.newBuilder()
                        .setCanonicalCode(e.status().getCode().value())
                        .setMessage(String.valueOf(e.getMessage()))
                        .build());
            }
        }
        if (!failed) {
            return Optional.empty();
        }
        com.google.rpc.Status.Builder status = com.google.rpc.Status.newBuilder()
                .setCode(Status.Code.UNKNOWN.value())
                .setMessage("some updates could not be made");
        errors.forEach(error -> status.addDetails(Any.pack(error)));
        return Optional.of(status.build());
    }

    private void write(Update update) throws RequestException {
        Entity entity = update.getEntity();
        switch (entity.getEntityCase()) {
            case TABLE_ENTRY -> {
                TableEntry entry = entity.getTableEntry();
                if (entry.getIsDefaultAction()) {
                    writeDefault(update.getType(), entry);
                } else {
                    writeEntry(update.getType(), entry);
                }
            }
            case COUNTER_ENTRY -> writeCounter(update.getType(), entity.getCounterEntry());
            case DIRECT_COUNTER_ENTRY -> writeCounter(update.getType(), entity.getDirectCounterEntry());
            case REGISTER_ENTRY -> throw Reads.registers();
            case ENTITY_NOT_SET ->
                throw new RequestException(Status.Code.UNIMPLEMENTED, "entities of this kind are not implemented");
        }
    }

    private void writeEntry(Update.Type type, TableEntry entry) throws RequestException {
        TableCodec codec = installed.table(entry.getTableId());
        Match match = codec.match(entry.getMatchList(), entry.getPriority());
        Object note = entry.getMetadata().isEmpty() ? null : entry.getMetadata();
        Changed changed = switch (type) {
            case INSERT -> {
                TableCodec.Call call = codec.call(entry.getAction(), false);
                yield codec.table().insert(match, call.code(), call.data(), note);
            }
            case MODIFY -> {
                TableCodec.Call call = codec.call(entry.getAction(), false);
                yield codec.table().modify(match, call.code(), call.data(), note);
            }
            case DELETE -> codec.table().delete(match);
            case UNSPECIFIED, UNRECOGNIZED -> throw untyped();
        };
        tell(changed, codec);
    }

    private void writeDefault(Update.Type type, TableEntry entry) throws RequestException {
        TableCodec codec = installed.table(entry.getTableId());
        if (type != Update.Type.MODIFY) {
            throw new RequestException(
                    Status.Code.INVALID_ARGUMENT,
                    "the default entry of table " + codec.name() + " can be modified only");
        }
        if (entry.getMatchCount() > 0 || entry.getPriority() != 0) {
            throw new RequestException(
                    Status.Code.INVALID_ARGUMENT, "the default entry of table " + codec.name() + " matches nothing");
        }
        if (codec.hasConstantDefault()) {
            tell(Changed.CONSTANT, codec);
        }
        if (entry.hasAction()) {
            TableCodec.Call call = codec.call(entry.getAction(), true);
            tell(codec.table().setDefault(call.code(), call.data()), codec);
        } else {
            tell(codec.table().resetDefault(), codec);
        }
    }

    private static RequestException untyped() {
        return new RequestException(Status.Code.INVALID_ARGUMENT, "an update needs a type");
    }

    private static void tell(Changed changed, TableCodec codec) throws RequestException {
        String table = "table " + codec.name();
        switch (changed) {
            case DONE -> {}
            case EXISTS ->
                throw new RequestException(Status.Code.ALREADY_EXISTS, table + " has an entry with this match");
            case MISSING -> throw new RequestException(Status.Code.NOT_FOUND, table + " has no entry with this match");
            case FULL ->
                throw new RequestException(
                        Status.Code.RESOURCE_EXHAUSTED,
                        table + " holds " + codec.table().size() + " entries, as many as it can");
            case CONSTANT -> throw new RequestException(Status.Code.PERMISSION_DENIED, table + " is the program's own");
        }
    }

    private void writeCounter(Update.Type type, CounterEntry entry) throws RequestException {
        onlyModified(type);
        CounterArray counter = installed.counter(entry.getCounterId());
        if (entry.hasIndex()) {
            int index = Reads.index(counter, entry.getIndex().getIndex());
            counter.set(index, entry.getData().getPacketCount(), entry.getData().getByteCount());
        } else {
            for (int i = 0; i < counter.size(); i++) {
                counter.set(i, entry.getData().getPacketCount(), entry.getData().getByteCount());
            }
        }
    }

    private void writeCounter(Update.Type type, DirectCounterEntry entry) throws RequestException {
        onlyModified(type);
        TableEntry message = entry.getTableEntry();
        TableCodec codec = installed.table(message.getTableId());
        Match match = codec.match(message.getMatchList(), message.getPriority());
        var found = codec.table().get(match);
        if (found.isEmpty()) {
            tell(Changed.MISSING, codec);
        } else {
            CounterArray counter = found.get().counter();
            if (counter == null) {
                throw new RequestException(
                        Status.Code.INVALID_ARGUMENT, "table " + codec.name() + " has no direct counter");
            }
            counter.set(0, entry.getData().getPacketCount(), entry.getData().getByteCount());
        }
    }

    private static void onlyModified(Update.Type type) throws RequestException {
        if (type != Update.Type.MODIFY) {
            throw new RequestException(Status.Code.INVALID_ARGUMENT, "counters can be modified only");
        }
    }
}
