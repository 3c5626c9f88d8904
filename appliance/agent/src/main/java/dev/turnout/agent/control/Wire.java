package dev.turnout.agent.control;

import dev.turnout.agent.source.Document;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** The protocol of the socket, both directions; every length is bounded. */
final class Wire {
    static final int LONGEST_LINE = 4096;
    static final int LONGEST_ANSWER = 64 << 20;
    private static final int CHUNK = 64 << 10;

    private Wire() {}

    /** What came of listening to a client. */
    sealed interface Heard {
        record Well(Request request) implements Heard {}

        record Badly(String why) implements Heard {}
    }

    /** @throws IOException if the client went away */
    static Heard readRequest(ReadableByteChannel in) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(LONGEST_LINE);
        int end;
        do {
            if (!buffer.hasRemaining()) {
                return new Heard.Badly("a request line has at most " + LONGEST_LINE + " bytes");
            }
            if (in.read(buffer) < 0) {
                throw new EOFException();
            }
            end = indexOfNewline(buffer);
        } while (end < 0);
        String line = new String(buffer.array(), 0, end, StandardCharsets.UTF_8);
        List<String> words = List.of(line.split(" ", -1));
        byte[] rest = Arrays.copyOfRange(buffer.array(), end + 1, buffer.position());
        Request request = new Request(words.getFirst(), words.subList(1, words.size()), rest);
        return request.verb().equals(Request.CHECK) ? readBody(in, request) : new Heard.Well(request);
    }

    private static int indexOfNewline(ByteBuffer buffer) {
        for (int i = 0; i < buffer.position(); i++) {
            if (buffer.get(i) == '\n') {
                return i;
            }
        }
        return -1;
    }

    private static Heard readBody(ReadableByteChannel in, Request request) throws IOException {
        OptionalInt length = lengthOf(request);
        if (length.isEmpty()) {
            return new Heard.Badly("check takes a format and a length of at most " + Document.MAX_BYTES);
        }
        ByteBuffer body = ByteBuffer.allocate(length.getAsInt());
        body.put(request.body(), 0, Math.min(request.body().length, body.remaining()));
        while (body.hasRemaining()) {
            if (in.read(body) < 0) {
                throw new EOFException();
            }
        }
        return new Heard.Well(new Request(request.verb(), request.arguments(), body.array()));
    }

    private static OptionalInt lengthOf(Request request) {
        List<String> arguments = request.arguments();
        if (arguments.size() < 2 || !arguments.get(1).matches("[0-9]{1,8}")) {
            return OptionalInt.empty();
        }
        int length = Integer.parseInt(arguments.get(1));
        return length <= Document.MAX_BYTES ? OptionalInt.of(length) : OptionalInt.empty();
    }

    static void writeRequest(WritableByteChannel out, Request request) throws IOException {
        write(out, request.line().getBytes(StandardCharsets.UTF_8));
        write(out, request.body());
    }

    static void writeAnswer(WritableByteChannel out, Answer answer) throws IOException {
        String text = switch (answer) {
            case Answer.Told(Answer.Verdict verdict, String body) -> "ok " + verdict + "\n" + body;
            case Answer.Refused(String code, String message) -> "error " + code + " " + message + "\n";
            case Answer.Unreachable(String why) -> "error UNREACHABLE " + why + "\n";
        };
        write(out, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void write(WritableByteChannel out, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            out.write(buffer);
        }
    }

    /** @throws IOException if the agent went away or says what no agent says */
    static Answer readAnswer(ReadableByteChannel in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        while (in.read(chunk) >= 0) {
            bytes.write(chunk.array(), 0, chunk.position());
            chunk.clear();
            if (bytes.size() > LONGEST_ANSWER) {
                throw new IOException("its answer is longer than " + LONGEST_ANSWER + " bytes");
            }
        }
        String text = bytes.toString(StandardCharsets.UTF_8);
        int end = text.indexOf('\n');
        if (text.startsWith("ok ") && end > 0) {
            return new Answer.Told(verdict(text.substring("ok ".length(), end)), text.substring(end + 1));
        }
        String[] words = text.strip().split(" ", 3);
        if (words.length == 3 && words[0].equals("error")) {
            return new Answer.Refused(words[1], words[2]);
        }
        throw new IOException(text.isEmpty() ? "it closed the connection without an answer" : "it is no agent");
    }

    private static Answer.Verdict verdict(String name) throws IOException {
        try {
            return Answer.Verdict.valueOf(name);
        } catch (IllegalArgumentException unknown) {
            throw new IOException("it answers " + name + ", which this release does not know", unknown);
        }
    }
}
