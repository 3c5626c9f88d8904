package dev.turnout.p4.softswitch.service;

import static dev.turnout.p4.softswitch.service.Client.DEVICE;
import static dev.turnout.p4.softswitch.service.Client.arbitration;
import static dev.turnout.p4.softswitch.service.Client.code;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.TextFormat;
import dev.turnout.p4.runtime.CapabilitiesRequest;
import dev.turnout.p4.runtime.Entity;
import dev.turnout.p4.runtime.ForwardingPipelineConfig;
import dev.turnout.p4.runtime.GetForwardingPipelineConfigRequest;
import dev.turnout.p4.runtime.GetForwardingPipelineConfigRequest.ResponseType;
import dev.turnout.p4.runtime.SetForwardingPipelineConfigRequest.Action;
import dev.turnout.p4.runtime.StreamMessageRequest;
import dev.turnout.p4.runtime.StreamMessageResponse;
import dev.turnout.p4.runtime.Update;
import dev.turnout.p4.runtime.WriteRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The semantics of the specification, with `bridge.p4` as the program. */
class P4RuntimeServiceTest {
    private static final int CPU_PORT = 64;

    private final List<String> sent = new ArrayList<>();
    private final Device device = new Device(
            CPU_PORT, (port, frame) -> sent.add(port + ":" + HexFormat.of().formatHex(frame)));
    private final List<Client> clients = new ArrayList<>();
    private SwitchServer server;
    private Client client;

    @BeforeEach
    void start() throws IOException {
        server = SwitchServer.start(DEVICE, device, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        client = client();
    }

    @AfterEach
    void stop() {
        clients.forEach(Client::close);
        server.close();
    }

    private Client client() {
        Client one = new Client(server.port());
        clients.add(one);
        return one;
    }

    /** The primary by id 10, with the bridge installed. */
    private void begin() throws Exception {
        assertEquals("10: OK", client.arbitrate(10));
        assertEquals("OK", client.set("bridge", Action.VERIFY_AND_COMMIT, 10));
    }

    private static int id(String name) throws IOException {
        var info = Client.config("bridge").getP4Info();
        return java.util.stream.Stream.concat(
                        java.util.stream.Stream.concat(
                                info.getTablesList().stream().map(each -> each.getPreamble()),
                                info.getActionsList().stream().map(each -> each.getPreamble())),
                        info.getCountersList().stream().map(each -> each.getPreamble()))
                .filter(preamble -> preamble.getAlias().equals(name))
                .findFirst()
                .orElseThrow()
                .getId();
    }

    /** An entity in text, with `@name` for ids. */
    private static Entity entity(String text) throws IOException {
        String resolved = text;
        for (String name : List.of("stations", "routes", "rules", "fixed", "forward", "drop", "found", "classes")) {
            if (resolved.contains("@" + name)) {
                resolved = resolved.replace("@" + name, Integer.toString(id(name)));
            }
        }
        Entity.Builder entity = Entity.newBuilder();
        TextFormat.merge(resolved, entity);
        return entity.build();
    }

    private static Update update(Update.Type type, String text) throws IOException {
        return Update.newBuilder().setType(type).setEntity(entity(text)).build();
    }

    private static String station(String address, int port) {
        return "table_entry { table_id: @stations match { field_id: 1 exact { value: \"" + address
                + "\" } } action { action { action_id: @forward params { param_id: 1 value: \"\\x0" + port
                + "\" } } } }";
    }

    @Test
    void saysItsVersion() {
        assertEquals(
                "1.4.0",
                client.stub()
                        .capabilities(CapabilitiesRequest.getDefaultInstance())
                        .getP4RuntimeApiVersion());
    }

    @Test
    void theHighestIdIsThePrimaryAndIsNotSucceededByALowerOne() throws Exception {
        Client other = client();
        assertEquals("10: OK", client.arbitrate(10));
        assertEquals("10: ALREADY_EXISTS", other.arbitrate(9));
        assertEquals("11: OK", other.arbitrate(11));
        assertEquals("11: ALREADY_EXISTS", arbitration(client.hear()), "the one that was is told");
        assertEquals(
                "PERMISSION_DENIED election id 10 is not the primary's; the highest is 11",
                client.set("bridge", Action.VERIFY_AND_COMMIT, 10));
        other.close();
        assertEquals("11: NOT_FOUND", arbitration(client.hear()), "and that there is none now");
        assertEquals(List.of("request: PERMISSION_DENIED"), client.write(10));
        assertEquals("12: OK", client.arbitrate(12));
        assertEquals("OK", client.set("bridge", Action.VERIFY_AND_COMMIT, 12));
    }

    @Test
    void twoCannotStandByOneId() throws Exception {
        assertEquals("10: OK", client.arbitrate(10));
        assertTrue(client().arbitrate(10).contains("INVALID_ARGUMENT"));
        assertEquals("10: OK", client.arbitrate(10), "the first still is");
    }

    @Test
    void nobodyIsThePrimaryByNoId() throws Exception {
        assertEquals("0: NOT_FOUND", client.arbitrate(0));
        assertEquals(List.of("request: PERMISSION_DENIED"), client.write(0));
    }

    @Test
    void keepsToItsDevice() throws Exception {
        begin();
        assertEquals(
                "NOT_FOUND there is no device 3, this is 7",
                code(() -> client.stub()
                        .write(WriteRequest.newBuilder().setDeviceId(3).build())));
    }

    @Test
    void hasNoPipelineUntilOneIsSet() throws Exception {
        assertEquals("10: OK", client.arbitrate(10));
        assertEquals("FAILED_PRECONDITION no pipeline has been set", code(() -> cookie(client)));
        assertEquals(List.of("request: FAILED_PRECONDITION"), client.write(10));
        assertEquals("OK", client.set("bridge", Action.VERIFY, 10));
        assertEquals("FAILED_PRECONDITION no pipeline has been set", code(() -> cookie(client)));
        assertEquals("OK", client.set("bridge", Action.VERIFY_AND_SAVE, 10));
        assertEquals("OK", client.set("bridge", Action.COMMIT, 10));
        assertEquals(42, cookie(client));
        assertEquals("FAILED_PRECONDITION no pipeline has been saved", client.set("bridge", Action.COMMIT, 10));
    }

    private static long cookie(Client client) {
        ForwardingPipelineConfig config = client.stub()
                .getForwardingPipelineConfig(GetForwardingPipelineConfigRequest.newBuilder()
                        .setDeviceId(DEVICE)
                        .setResponseType(ResponseType.COOKIE_ONLY)
                        .build())
                .getConfig();
        assertFalse(config.hasP4Info());
        assertTrue(config.getP4DeviceConfig().isEmpty());
        return config.getCookie().getCookie();
    }

    @Test
    void aProgramThatItCannotRunLeavesTheOneThatRuns() throws Exception {
        begin();
        String refused = client.set("beyond", Action.VERIFY_AND_COMMIT, 10);
        assertTrue(refused.startsWith("INVALID_ARGUMENT signed field number.value is not implemented; "), refused);
        assertEquals(List.of("OK"), client.write(10, update(Update.Type.INSERT, station("\\x01", 2))));
    }

    @Test
    void aNewPipelineIsEmpty() throws Exception {
        begin();
        assertEquals(List.of("OK"), client.write(10, update(Update.Type.INSERT, station("\\x01", 2))));
        assertEquals("OK", client.set("bridge", Action.VERIFY_AND_COMMIT, 10));
        assertEquals(List.of(), client.read(entity("table_entry { table_id: @stations }")));
    }

    @Test
    void whatIsWrittenIsReadAndForwards() throws Exception {
        begin();
        Update insert = update(Update.Type.INSERT, station("\\x01", 2));
        assertEquals(List.of("OK"), client.write(10, insert));
        assertEquals(List.of(insert.getEntity()), client.read(entity("table_entry { table_id: @stations }")));
        device.receive(1, HexFormat.of().parseHex("0000000000010000000000aa0800"));
        assertEquals(List.of("2:0000000000010000000000aa0800"), sent);
        assertEquals(
                List.of("OK"), client.write(10, update(Update.Type.MODIFY, station("\\x00\\x01", 3))), "leading zeros");
        device.receive(1, HexFormat.of().parseHex("0000000000010000000000aa0800"));
        assertEquals("3:0000000000010000000000aa0800", sent.getLast());
        Entity counted = client.read(entity("table_entry { table_id: @stations counter_data {} }"))
                .getFirst();
        assertEquals(2, counted.getTableEntry().getCounterData().getPacketCount());
        assertEquals(List.of("OK"), client.write(10, update(Update.Type.DELETE, station("\\x01", 3))));
        assertEquals(
                List.of(),
                client.read(entity("table_entry { }")).stream()
                        .filter(entity -> !entity.getTableEntry().getIsConst())
                        .filter(entity -> !isFixed(entity))
                        .toList());
    }

    private static boolean isFixed(Entity entity) {
        try {
            return entity.getTableEntry().getTableId() == id("fixed");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void tellsWhatBecameOfEachUpdate() throws Exception {
        begin();
        String prefix = "table_entry { table_id: @routes match { field_id: 1 exact { value: \"\\x01\" } } "
                + "match { field_id: 2 lpm { value: \"\\x0a\\x00\\x00\\x00\" prefix_len: 8 } } ";
        String found = "action { action { action_id: @found params { param_id: 1 value: \"\\x01\" } "
                + "params { param_id: 2 value: \"\\x05\" } } } }";
        assertEquals(
                List.of(
                        "OK",
                        "ALREADY_EXISTS",
                        "NOT_FOUND",
                        "NOT_FOUND",
                        "OUT_OF_RANGE",
                        "INVALID_ARGUMENT",
                        "INVALID_ARGUMENT",
                        "INVALID_ARGUMENT",
                        "OK",
                        "INVALID_ARGUMENT",
                        "PERMISSION_DENIED",
                        "UNIMPLEMENTED",
                        "INVALID_ARGUMENT",
                        "NOT_FOUND"),
                client.write(
                        10,
                        update(Update.Type.INSERT, station("\\x01", 2)),
                        update(Update.Type.INSERT, station("\\x01", 2)),
                        update(Update.Type.MODIFY, station("\\x02", 2)),
                        update(Update.Type.DELETE, station("\\x02", 2)),
                        update(Update.Type.INSERT, station("\\x01\\x00\\x00\\x00\\x00\\x00\\x00", 2)),
                        update(Update.Type.INSERT, "table_entry { table_id: @stations }"),
                        update(Update.Type.INSERT, station("\\x05", 2).replace("@forward", "@found")),
                        update(Update.Type.UNSPECIFIED, station("\\x05", 2)),
                        update(Update.Type.INSERT, prefix + found),
                        update(
                                Update.Type.INSERT,
                                prefix.replace("\\x0a", "\\x0b").replace("8", "7") + found),
                        update(
                                Update.Type.INSERT,
                                "table_entry { table_id: @fixed priority: 3 match { field_id: 1 ternary { value: "
                                        + "\"\\x01\" mask: \"\\x01\" } } " + found),
                        update(Update.Type.INSERT, "register_entry { register_id: 1 }"),
                        update(
                                Update.Type.INSERT,
                                "table_entry { table_id: @rules match { field_id: 1 ternary { value: "
                                        + "\"\\x01\" mask: \"\\x01\" } } " + found),
                        update(Update.Type.INSERT, "table_entry { table_id: 5 }")));
        assertEquals(1, client.read(entity("table_entry { table_id: @routes }")).size());
        assertEquals(
                entity(prefix + found),
                client.read(entity("table_entry { table_id: @routes }")).getFirst());
    }

    @Test
    void aTableThatIsFullSaysSo() throws Exception {
        begin();
        Update[] five = new Update[5];
        for (int i = 0; i < five.length; i++) {
            five[i] = update(Update.Type.INSERT, station("\\x0" + (i + 1), 2));
        }
        assertEquals(List.of("OK", "OK", "OK", "OK", "RESOURCE_EXHAUSTED"), client.write(10, five));
    }

    @Test
    void theDefaultActionCanBeChangedAndChangedBack() throws Exception {
        begin();
        String entry = "table_entry { table_id: @stations is_default_action: true ";
        String forward = "action { action { action_id: @forward params { param_id: 1 value: \"\\x04\" } } } }";
        assertEquals(List.of("INVALID_ARGUMENT"), client.write(10, update(Update.Type.INSERT, entry + forward)));
        assertEquals(List.of("OK"), client.write(10, update(Update.Type.MODIFY, entry + forward)));
        assertEquals(List.of(entity(entry + forward)), client.read(entity(entry + "}")));
        device.receive(1, HexFormat.of().parseHex("0000000000090000000000aa0800"));
        assertEquals(List.of("4:0000000000090000000000aa0800"), sent);
        assertEquals(List.of("OK"), client.write(10, update(Update.Type.MODIFY, entry + "}")));
        assertEquals(
                List.of(entity(entry + "action { action { action_id: @drop } } }")), client.read(entity(entry + "}")));
    }

    @Test
    void countersAreReadAndSet() throws Exception {
        begin();
        assertEquals(
                4, client.read(entity("counter_entry { counter_id: @classes }")).size());
        String third = "counter_entry { counter_id: @classes index { index: 2 } data { packet_count: 9 } }";
        assertEquals(List.of("OK"), client.write(10, update(Update.Type.MODIFY, third)));
        assertEquals(
                List.of(entity(third)),
                client.read(entity("counter_entry { counter_id: @classes index { index: 2 } }")));
        assertEquals(
                "OUT_OF_RANGE counter BridgeIngress.classes has 4 cells",
                code(() -> client.read(wrong("counter_entry { counter_id: @classes index { index: 4 } }"))));
        assertEquals(
                "UNIMPLEMENTED registers are the program's own: ask it by packet-out",
                code(() -> client.read(wrong("register_entry { }"))));
    }

    private static Entity wrong(String text) {
        try {
            return entity(text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void packetsOutAreThePrimarysAlone() throws Exception {
        begin();
        assertEquals(List.of("OK"), client.write(10, update(Update.Type.INSERT, station("\\x01", 2))));
        UnaryOperator<StreamMessageRequest.Builder> frame = message -> {
            message.getPacketBuilder()
                    .setPayload(ByteString.copyFrom(HexFormat.of().parseHex("0000000000010000000000aa0800")));
            return message;
        };
        Client other = client();
        assertEquals("10: ALREADY_EXISTS", other.arbitrate(3));
        other.say(frame.apply(StreamMessageRequest.newBuilder()).build());
        StreamMessageResponse error = (StreamMessageResponse) other.hear();
        assertEquals(7, error.getError().getCanonicalCode());
        assertTrue(error.getError().hasPacketOut());
        client.say(StreamMessageRequest.newBuilder()
                .setPacket(dev.turnout.p4.runtime.PacketOut.newBuilder()
                        .addMetadata(dev.turnout.p4.runtime.PacketMetadata.newBuilder()
                                .setMetadataId(1)
                                .setValue(ByteString.copyFromUtf8("x"))))
                .build());
        assertEquals(3, ((StreamMessageResponse) client.hear()).getError().getCanonicalCode());
        assertEquals(List.of(), sent);
        client.say(frame.apply(StreamMessageRequest.newBuilder()).build());
        assertEquals("10: OK", client.arbitrate(10), "heard behind the packet");
        assertEquals(List.of("2:0000000000010000000000aa0800"), sent);
    }
}
