package dev.turnout.p4.softswitch.cli;

import com.google.protobuf.ByteString;
import com.google.protobuf.TextFormat;
import dev.turnout.p4.runtime.ForwardingPipelineConfig;
import dev.turnout.p4.runtime.config.P4Info;
import dev.turnout.p4.softswitch.service.Device;
import dev.turnout.p4.softswitch.service.SwitchServer;
import dev.turnout.p4.softswitch.wire.PortMap;
import dev.turnout.p4.softswitch.wire.WiresResult;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A switch with all that it has: its ports, its program, and who it listens to. */
final class SwitchProcess implements AutoCloseable {
    private final SwitchSettings settings;
    private final PortMap ports;
    private final Device device;
    private final SwitchServer server;

    /** It was not started, for a reason of its surroundings. */
    static final class NotStarted extends Exception {
        private static final long serialVersionUID = 1;

        /** @param sentence what was refused, the reason, and what to do */
        NotStarted(String sentence) {
            super(sentence);
        }

        String sentence() {
            return String.valueOf(getMessage());
        }
    }

    private SwitchProcess(SwitchSettings settings, PortMap ports, Device device) throws IOException {
        this.settings = settings;
        this.ports = ports;
        this.device = device;
        this.server = SwitchServer.start(settings.deviceId(), device, settings.listen());
    }

    /** @param notes gets sentences worth a line, from any thread */
    static SwitchProcess start(SwitchSettings settings, Consumer<String> notes) throws NotStarted {
        PortMap ports = switch (PortMap.open(settings.ports(), notes)) {
            case WiresResult.Opened opened -> opened.ports();
            case WiresResult.Refused refused -> throw new NotStarted(refused.message());
        };
        try {
            Device device = new Device(settings.cpuPort(), ports);
            if (settings.program().isPresent()) {
                begin(device, settings.program().get());
            }
            SwitchProcess process = new SwitchProcess(settings, ports, device);
            ports.start(device::receive);
            return process;
        } catch (IOException e) {
            ports.close();
            throw new NotStarted("Nobody can listen on " + text(settings.listen()) + " (" + reason(e)
                    + "): end what does, or give another address with --listen.");
        } catch (NotStarted | RuntimeException e) {
            ports.close();
            throw e;
        }
    }

    private static void begin(Device device, SwitchSettings.ProgramFiles files) throws NotStarted {
        ForwardingPipelineConfig config = ForwardingPipelineConfig.newBuilder()
                .setP4Info(p4info(files.p4info()))
                .setP4DeviceConfig(ByteString.copyFrom(read(files.program())))
                .build();
        var problem = device.begin(config);
        if (problem.isPresent()) {
            throw new NotStarted(files.program() + " is no program for this switch with " + files.p4info() + " ("
                    + firstLine(problem.get()) + "): compile both anew with p4c-bm2-ss.");
        }
    }

    private static P4Info p4info(Path file) throws NotStarted {
        P4Info.Builder info = P4Info.newBuilder();
        try {
            TextFormat.Parser.newBuilder()
                    .setAllowUnknownFields(true)
                    .build()
                    .merge(new String(read(file), StandardCharsets.UTF_8), info);
            return info.build();
        } catch (TextFormat.ParseException e) {
            throw new NotStarted(file + " is no p4info in text (" + firstLine(e.getMessage())
                    + "): give the file that p4c-bm2-ss writes with --p4runtime-files.");
        }
    }

    private static byte[] read(Path file) throws NotStarted {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new NotStarted("There is no file " + file + ": see the path.");
        } catch (IOException e) {
            throw new NotStarted("The file " + file + " cannot be read (" + e.getMessage() + "): see its permissions.");
        }
    }

    /** Libraries have more to say than a sentence. */
    private static String firstLine(@Nullable String text) {
        return String.valueOf(text).lines().findFirst().orElse("");
    }

    /** Netty puts the kernel's words below its own. */
    private static String reason(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    /** Where control planes find it. */
    String address() {
        return text(new InetSocketAddress(settings.listen().getAddress(), server.port()));
    }

    private static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /** Frames by port, in sentences. */
    List<String> counts() {
        return ports.counts().entrySet().stream()
                .map(each ->
                        "port " + each.getKey() + ": " + settings.ports().get(each.getKey()) + ", " + each.getValue())
                .toList();
    }

    /** Frames that came while there was no program. */
    long lost() {
        return device.lost();
    }

    @Override
    public void close() {
        server.close();
        ports.close();
    }
}
