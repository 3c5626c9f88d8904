package dev.turnout.hwtests.vectors;

import dev.turnout.hwtests.net.Netns;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** Hands frames to a pinned XDP program, by {@code frames/frames.c}. */
final class FrameRunner implements AutoCloseable {
    private static final Path PROGRAM = Path.of("target/frames/frames").toAbsolutePath();

    private final Process process;
    private final OutputStream frames;
    private final DataInputStream results;

    /** @param returned {@code enum xdp_action} */
    record Result(int returned, byte[] frame) {}

    private FrameRunner(Process process) {
        this.process = process;
        this.frames = process.getOutputStream();
        this.results = new DataInputStream(process.getInputStream());
    }

    static FrameRunner start(Netns box, Path pinned) {
        try {
            return new FrameRunner(new ProcessBuilder(box.argv(PROGRAM.toString(), pinned.toString()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Result run(byte[] frame) {
        try {
            frames.write(integer(frame.length));
            frames.write(frame);
            frames.flush();
            int returned = integer();
            return new Result(returned, results.readNBytes(integer()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] integer(int value) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(value)
                .array();
    }

    private int integer() throws IOException {
        byte[] bytes = new byte[Integer.BYTES];
        results.readFully(bytes);
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getInt();
    }

    /** It ends with its input. */
    @Override
    public void close() {
        try {
            frames.close();
        } catch (IOException e) {
            process.destroy();
        }
    }
}
