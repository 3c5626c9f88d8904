package dev.turnout.schema;

/**
 * Everything that can be said about a document, each with a stable code.
 *
 * <p>{@code docs/reference/error-codes.md} is generated from here, so a sentence says what is meant in general; the
 * message of a single finding says it of the place.
 */
public enum ConfigCode {
    TOO_LARGE(Severity.VIOLATION, "The document is longer than 8 MiB."),
    NOT_UTF8(Severity.VIOLATION, "The YAML text is not UTF-8."),
    YAML_SYNTAX(Severity.VIOLATION, "The text is not YAML, or holds more than one document."),
    YAML_LIMIT(Severity.VIOLATION, "The YAML nests too deep, has too many values, or too many aliases."),
    NOT_A_DOCUMENT(Severity.VIOLATION, "The bytes are no protobuf message turnout.v1.FleetConfig."),
    UNKNOWN_KEY(Severity.VIOLATION, "There is no such key at this place."),
    DUPLICATE_KEY(Severity.VIOLATION, "The same key stands twice at this place."),
    NO_VALUE(Severity.VIOLATION, "A key has no value: write one, [] for an empty list, or leave the key out."),
    WRONG_TYPE(Severity.VIOLATION, "The value is of another kind than its key asks for."),
    UNKNOWN_FIELD(
            Severity.VIOLATION,
            "The message holds a field or an enum value that this version does not know: upgrade the box first."),
    MISSING(Severity.VIOLATION, "A required value is missing."),
    OUT_OF_RANGE(Severity.VIOLATION, "A number or a duration is outside its range."),
    TOO_MANY(Severity.VIOLATION, "A list has more items than its limit."),
    BAD_NAME(Severity.VIOLATION, "A name is not 1 to 63 of a-z, 0-9 and '-' with no '-' at either end."),
    BAD_ADDRESS(Severity.VIOLATION, "The text is no IPv4 or IPv6 address in its plain form."),
    BAD_PREFIX(Severity.VIOLATION, "The text is no prefix such as 10.0.0.0/8, or has bits beyond its length."),
    BAD_SEED(Severity.VIOLATION, "The seed is not 32 bytes, in YAML 64 hexadecimal digits."),
    DUPLICATE_NAME(Severity.VIOLATION, "Two services or two pools have the same name."),
    DUPLICATE_VIP(Severity.VIOLATION, "Two services have the same address, protocol and port."),
    VIP_NOT_USABLE(Severity.VIOLATION, "A VIP is unspecified, multicast, loopback, link-local or reserved."),
    VIP_IS_BOX_ADDRESS(
            Severity.VIOLATION, "A VIP is an address by which the box itself is managed, which it would cut off."),
    UNKNOWN_POOL(Severity.VIOLATION, "A service names a pool that the document does not have."),
    TRANSIT_ON_UDP(
            Severity.VIOLATION, "TRANSIT needs TCP's SYN to tell new flows from old ones, so UDP cannot have it."),
    RANDOM_NEEDS_FLOW_TABLE(
            Severity.VIOLATION, "A random choice must be remembered: RANDOM allows no persistence but FLOW_TABLE."),
    TABLE_SIZE(Severity.VIOLATION, "A table size is not a power of two from 256 to 131,072."),
    NO_SLOT(Severity.VIOLATION, "A backend of positive weight would own no slot: raise the table size or its weight."),
    SOURCE_RANGE_FAMILY(Severity.VIOLATION, "A source range is of another family than the VIP, so it lets nobody in."),
    DUPLICATE_BACKEND(Severity.VIOLATION, "A pool has the same backend twice."),
    BACKEND_NOT_USABLE(Severity.VIOLATION, "A backend is unspecified, multicast, loopback, link-local or reserved."),
    BACKEND_IS_VIP(Severity.VIOLATION, "A backend's address is a VIP, so packets would come back to the box."),
    ALL_WEIGHTS_ZERO(Severity.VIOLATION, "Every backend of a pool has weight 0, so none may take a new flow."),
    TOO_MANY_BACKENDS(Severity.VIOLATION, "There are more different backends than the 32,767 ids of a box."),
    ENCAPSULATION_FAMILY(
            Severity.VIOLATION, "A pool's encapsulation cannot carry the VIP's family to a backend of its family."),
    GUE_PORT_WITHOUT_GUE(Severity.VIOLATION, "A pool names a GUE port, but its encapsulation is not GUE."),
    HEALTH_CHECK_KEY(Severity.VIOLATION, "A key of a health check does not go with its protocol or with another key."),
    HEALTH_CHECK_PORT(
            Severity.VIOLATION,
            "A health check names no port, and the services of its pool do not have one and the same."),
    HEALTH_CHECK_PATH(
            Severity.VIOLATION,
            "A health check through the forwarding path finds no TCP service of its pool on its port."),
    HEALTH_CHECK_TEXT(
            Severity.VIOLATION, "A text of a health check is too long, or has characters that it cannot have."),
    BAD_STATUS(Severity.VIOLATION, "The text is no HTTP status from 100 to 599, nor a range of them such as 200-399."),
    BAD_CERTIFICATE(Severity.VIOLATION, "The text holds no certificates in PEM."),
    TUNNEL_SOURCE(Severity.VIOLATION, "A tunnel source is of the wrong family, or no prefix of unicast addresses."),
    TOO_MANY_VIOLATIONS(Severity.VIOLATION, "There are more violations than are listed."),
    UNKNOWN_ALGORITHM(Severity.WARNING, "An algorithm is not known to this version: the default holds."),
    TABLE_SIZE_CHOSEN(Severity.WARNING, "The document has no table size for a service, so the box chose one."),
    UNUSED_POOL(Severity.WARNING, "No service names this pool."),
    EMPTY_POOL(Severity.WARNING, "The pool has no backend: its services do what their zeroBackends says."),
    DUPLICATE_SOURCE_RANGE(Severity.WARNING, "A service has the same source range twice.");

    /** Whether a finding keeps the document from being accepted. */
    public enum Severity {
        VIOLATION,
        WARNING
    }

    private static final String PREFIX = "CFG_";
    private final Severity severity;
    private final String sentence;

    ConfigCode(Severity severity, String sentence) {
        this.severity = severity;
        this.sentence = sentence;
    }

    /** As programs see it: {@code CFG_DUPLICATE_VIP}. */
    public String code() {
        return PREFIX + name();
    }

    public Severity severity() {
        return severity;
    }

    /** What it means, wherever it occurs. */
    public String sentence() {
        return sentence;
    }
}
