package dev.turnout.p4.driver.entries;

import com.google.protobuf.ByteString;
import dev.turnout.p4.runtime.Action;
import dev.turnout.p4.runtime.FieldMatch;
import dev.turnout.p4.runtime.TableEntry;
import java.util.List;

/** An entry's match and action by the numbers of their fields, in whatever order they came. */
record Fields(TableEntry entry) {
    int action() throws StrayException {
        Values.require(entry.getAction().hasAction(), "an entry names no action");
        return entry.getAction().getAction().getActionId();
    }

    void requireAction(int id) throws StrayException {
        Values.require(action() == id, "an entry has another action");
    }

    ByteString match(int id) throws StrayException {
        FieldMatch field = find(id);
        return switch (field.getFieldMatchTypeCase()) {
            case EXACT -> field.getExact().getValue();
            case LPM -> field.getLpm().getValue();
            case TERNARY, RANGE, OPTIONAL, FIELDMATCHTYPE_NOT_SET ->
                throw new StrayException("a field matches in another way");
        };
    }

    /** 0 for one that is left out. */
    int prefixLength(int id) {
        for (FieldMatch field : entry.getMatchList()) {
            if (field.getFieldId() == id) {
                return field.getLpm().getPrefixLen();
            }
        }
        return 0;
    }

    private FieldMatch find(int id) throws StrayException {
        List<FieldMatch> fields = entry.getMatchList();
        if (fields.size() >= id && fields.get(id - 1).getFieldId() == id) {
            return fields.get(id - 1);
        }
        for (FieldMatch field : fields) {
            if (field.getFieldId() == id) {
                return field;
            }
        }
        throw new StrayException("an entry has no field " + id);
    }

    ByteString param(int id) throws StrayException {
        List<Action.Param> params = entry.getAction().getAction().getParamsList();
        if (params.size() >= id && params.get(id - 1).getParamId() == id) {
            return params.get(id - 1).getValue();
        }
        for (Action.Param param : params) {
            if (param.getParamId() == id) {
                return param.getValue();
            }
        }
        throw new StrayException("an action has no parameter " + id);
    }
}
