package dev.turnout.ebpf;

import java.nio.file.Files;
import java.nio.file.Path;

/** The programs of {@code src/test/c}, compiled when a test asks for them. */
final class TestObject {
    private TestObject() {}

    /** The ELF object of {@code name.bpf.c}. */
    static byte[] compile(String name, Path scratch) throws Exception {
        Path object = scratch.resolve(name + ".o");
        Namespace.run(
                "clang-14",
                "-O2",
                "-g",
                "-target",
                "bpf",
                "-mcpu=v3",
                "-I/usr/include/" + Namespace.run("uname", "-m").strip() + "-linux-gnu",
                "-Isrc/main/c",
                "-c",
                "src/test/c/" + name + ".bpf.c",
                "-o",
                object.toString());
        return Files.readAllBytes(object);
    }
}
