package dev.turnout.agent.store;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Which kind of data plane a box used last. */
public final class LastPlane {
    private static final String P4 = "p4";
    private static final String XDP = "xdp";

    private final DurableFile file;

    /** @param directory of the box's memory */
    public LastPlane(Path directory) {
        this.file = new DurableFile(directory, "dataplane", P4.length() + XDP.length());
    }

    /** What is lost or was never written counts as XDP. */
    public boolean wasP4() {
        return file.read() instanceof DurableFile.Found.Whole(byte[] payload)
                && new String(payload, StandardCharsets.US_ASCII).equals(P4);
    }

    public void is(boolean p4) {
        if (wasP4() != p4) {
            var ignored = file.write((p4 ? P4 : XDP).getBytes(StandardCharsets.US_ASCII));
        }
    }
}
