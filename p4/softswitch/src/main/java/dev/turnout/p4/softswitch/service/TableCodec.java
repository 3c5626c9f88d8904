package dev.turnout.p4.softswitch.service;

import com.google.protobuf.ByteString;
import dev.turnout.p4.runtime.CounterData;
import dev.turnout.p4.runtime.FieldMatch;
import dev.turnout.p4.runtime.TableAction;
import dev.turnout.p4.runtime.config.Action;
import dev.turnout.p4.runtime.config.ActionRef;
import dev.turnout.p4.runtime.config.MatchField;
import dev.turnout.p4.runtime.config.Table;
import dev.turnout.p4.softswitch.engine.ActionCode;
import dev.turnout.p4.softswitch.engine.ActionData;
import dev.turnout.p4.softswitch.engine.CounterArray;
import dev.turnout.p4.softswitch.engine.Match;
import dev.turnout.p4.softswitch.engine.MatchTable;
import dev.turnout.p4.softswitch.engine.TableEntry;
import io.grpc.Status;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Entries of one table, from messages to what the program's table holds and back. */
final class TableCodec {
    /** A choice of the control plane's: which code, with what. */
    record Call(ActionCode code, ActionData data) {}

    private record KnownAction(Action info, ActionCode code, ActionRef.Scope scope) {}

    private final Table info;
    private final MatchTable table;
    private final Map<Integer, KnownAction> actions = new HashMap<>();
    private final Map<ActionCode, Action> infoOf = new HashMap<>();

    TableCodec(Table info, Map<Integer, Action> allActions, MatchTable table) {
        this.info = info;
        this.table = table;
        for (ActionRef reference : info.getActionRefsList()) {
            Action action = allActions.get(reference.getId());
            if (action != null) {
                table.actions().stream()
                        .filter(code -> code.name().equals(action.getPreamble().getName()))
                        .findFirst()
                        .ifPresent(code -> {
                            actions.put(reference.getId(), new KnownAction(action, code, reference.getScope()));
                            infoOf.put(code, action);
                        });
            }
        }
    }

    int id() {
        return info.getPreamble().getId();
    }

    String name() {
        return info.getPreamble().getAlias();
    }

    MatchTable table() {
        return table;
    }

    boolean hasConstantDefault() {
        return info.getConstDefaultActionId() != 0;
    }

    private RequestException invalid(String message) {
        return new RequestException(Status.Code.INVALID_ARGUMENT, "table " + name() + ": " + message);
    }

    /** @param priority as the message has it */
    Match match(List<FieldMatch> fields, int priority) throws RequestException {
        Map<Integer, FieldMatch> told = new HashMap<>();
        for (FieldMatch field : fields) {
            if (told.put(field.getFieldId(), field) != null) {
                throw invalid("field " + field.getFieldId() + " is there twice");
            }
        }
        BigInteger value = BigInteger.ZERO;
        BigInteger mask = BigInteger.ZERO;
        boolean prioritised = false;
        for (MatchField field : info.getMatchFieldsList()) {
            FieldMatch match = told.remove(field.getId());
            BigInteger fieldMask = match == null ? absent(field) : mask(field, match);
            BigInteger fieldValue = match == null ? BigInteger.ZERO : value(field, match);
            if (!fieldValue.andNot(fieldMask).equals(BigInteger.ZERO)) {
                throw invalid("field " + field.getName() + " has bits outside of its mask");
            }
            value = value.shiftLeft(field.getBitwidth()).or(fieldValue);
            mask = mask.shiftLeft(field.getBitwidth()).or(fieldMask);
            prioritised |= field.getMatchType() != MatchField.MatchType.EXACT
                    && field.getMatchType() != MatchField.MatchType.LPM;
        }
        if (!told.isEmpty()) {
            throw invalid("there is no field " + told.keySet());
        }
        if (prioritised != priority > 0) {
            throw invalid(prioritised ? "entries need a priority above 0" : "entries have no priority");
        }
        // One mask for all entries of most tables, instead of one each.
        return new Match(value, mask.equals(table.wholeMask()) ? table.wholeMask() : mask, priority);
    }

    private BigInteger absent(MatchField field) throws RequestException {
        if (field.getMatchType() == MatchField.MatchType.EXACT) {
            throw invalid("field " + field.getName() + " is missing");
        }
        return BigInteger.ZERO;
    }

    private BigInteger value(MatchField field, FieldMatch match) throws RequestException {
        ByteString bytes = switch (match.getFieldMatchTypeCase()) {
            case EXACT -> match.getExact().getValue();
            case LPM -> match.getLpm().getValue();
            case TERNARY -> match.getTernary().getValue();
            case OPTIONAL -> match.getOptional().getValue();
            case RANGE, FIELDMATCHTYPE_NOT_SET -> throw invalid("field " + field.getName() + " has no value");
        };
        return Values.decode(bytes, field.getBitwidth(), "field " + field.getName());
    }

    private BigInteger mask(MatchField field, FieldMatch match) throws RequestException {
        int bits = field.getBitwidth();
        if (!match.getFieldMatchTypeCase().name().equals(field.getMatchType().name())) {
            throw invalid("field " + field.getName() + " is to be matched as " + field.getMatchType());
        }
        BigInteger mask = switch (match.getFieldMatchTypeCase()) {
            case EXACT, OPTIONAL -> Values.mask(bits);
            case LPM -> {
                int length = match.getLpm().getPrefixLen();
                if (length < 1 || length > bits) {
                    throw invalid("field " + field.getName() + " has a prefix of " + length + " bits; 1 to " + bits
                            + ", and left out for any");
                }
                yield Values.mask(bits).andNot(Values.mask(bits - length));
            }
            case TERNARY -> Values.decode(match.getTernary().getMask(), bits, "the mask of field " + field.getName());
            case RANGE, FIELDMATCHTYPE_NOT_SET -> BigInteger.ZERO;
        };
        if (mask.signum() == 0) {
            throw invalid("field " + field.getName() + " matches anything, and so is to be left out");
        }
        return mask;
    }

    /** @param asDefault whether it is for packets that no entry matches */
    Call call(TableAction message, boolean asDefault) throws RequestException {
        if (!message.hasAction()) {
            throw invalid("an entry needs an action");
        }
        KnownAction known = actions.get(message.getAction().getActionId());
        if (known == null) {
            throw invalid("it has no action 0x"
                    + Integer.toHexString(message.getAction().getActionId()));
        }
        ActionRef.Scope other = asDefault ? ActionRef.Scope.TABLE_ONLY : ActionRef.Scope.DEFAULT_ONLY;
        if (known.scope == other) {
            throw invalid("action " + known.info.getPreamble().getAlias() + " is for "
                    + (asDefault ? "entries alone" : "the default entry alone"));
        }
        Map<Integer, ByteString> told = new HashMap<>();
        message.getAction().getParamsList().forEach(param -> told.put(param.getParamId(), param.getValue()));
        List<BigInteger> values = new ArrayList<>();
        for (Action.Param param : known.info.getParamsList()) {
            ByteString value = told.remove(param.getId());
            if (value == null) {
                throw invalid("parameter " + param.getName() + " is missing");
            }
            values.add(Values.decode(value, param.getBitwidth(), "parameter " + param.getName()));
        }
        if (!told.isEmpty()) {
            throw invalid("action " + known.info.getPreamble().getAlias() + " has no parameter " + told.keySet());
        }
        return new Call(known.code, ActionData.of(values));
    }

    /** An entry as it is told to who reads. */
    dev.turnout.p4.runtime.TableEntry message(TableEntry entry, boolean counted) {
        dev.turnout.p4.runtime.TableEntry.Builder message = dev.turnout.p4.runtime.TableEntry.newBuilder()
                .setTableId(id())
                .setPriority(entry.match().priority())
                .setAction(message(entry.action(), entry.data()));
        if (entry.note() instanceof ByteString note) {
            message.setMetadata(note);
        }
        int left = info.getMatchFieldsList().stream()
                .mapToInt(MatchField::getBitwidth)
                .sum();
        for (MatchField field : info.getMatchFieldsList()) {
            left -= field.getBitwidth();
            BigInteger all = Values.mask(field.getBitwidth());
            BigInteger value = entry.match().value().shiftRight(left).and(all);
            BigInteger mask = entry.match().mask().shiftRight(left).and(all);
            if (mask.signum() != 0) {
                message.addMatch(message(field, Values.encode(value), mask));
            }
        }
        if (counted && entry.counter() != null) {
            message.setCounterData(counted(entry));
        }
        return message.build();
    }

    static CounterData counted(TableEntry entry) {
        CounterArray counter = entry.counter();
        return counter == null ? CounterData.getDefaultInstance() : Reads.data(counter, 0);
    }

    private static FieldMatch message(MatchField field, ByteString value, BigInteger mask) {
        FieldMatch.Builder match = FieldMatch.newBuilder().setFieldId(field.getId());
        return switch (field.getMatchType()) {
            case EXACT ->
                match.setExact(FieldMatch.Exact.newBuilder().setValue(value)).build();
            case LPM ->
                match.setLpm(FieldMatch.LPM.newBuilder().setValue(value).setPrefixLen(mask.bitCount()))
                        .build();
            case TERNARY ->
                match.setTernary(FieldMatch.Ternary.newBuilder().setValue(value).setMask(Values.encode(mask)))
                        .build();
            case OPTIONAL ->
                match.setOptional(FieldMatch.Optional.newBuilder().setValue(value))
                        .build();
            case UNSPECIFIED, RANGE, UNRECOGNIZED -> match.build();
        };
    }

    private TableAction message(ActionCode code, ActionData data) {
        dev.turnout.p4.runtime.Action.Builder message = dev.turnout.p4.runtime.Action.newBuilder();
        Action action = infoOf.get(code);
        if (action != null) {
            message.setActionId(action.getPreamble().getId());
            List<BigInteger> values = data.values();
            for (int i = 0; i < values.size(); i++) {
                message.addParams(dev.turnout.p4.runtime.Action.Param.newBuilder()
                        .setParamId(action.getParams(i).getId())
                        .setValue(Values.encode(values.get(i))));
            }
        }
        return TableAction.newBuilder().setAction(message).build();
    }
}
