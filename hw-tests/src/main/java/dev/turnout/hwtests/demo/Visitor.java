package dev.turnout.hwtests.demo;

import dev.turnout.agent.os.CommandResult;
import dev.turnout.hwtests.net.Await;
import dev.turnout.hwtests.net.Daemon;
import dev.turnout.hwtests.net.Netns;
import dev.turnout.hwtests.net.Shop;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The client: curl in its own namespace. */
final class Visitor {
    static final String URL = "http://" + Shop.VIP4 + "/";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Netns netns;

    Visitor(Netns netns) {
        this.netns = netns;
    }

    /** Whether anybody answers at a URL within a second. */
    boolean reaches(String url) {
        return netns.attempt("curl", "-s", "-o", "/dev/null", "--fail", "--max-time", "1", url)
                instanceof CommandResult.Done;
    }

    /** Asks the VIP so many times, on a connection of its own each time: who answered how often. */
    Map<String, Long> ask(int times) {
        return netns.run(
                        "curl",
                        "-sS",
                        "--fail",
                        "--max-time",
                        "5",
                        "-H",
                        "Connection: close",
                        URL + "?[1-" + times + "]")
                .lines()
                .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()));
    }

    /** Requests without an end, some hundreds a second, each on a connection of its own. */
    Stream stream() {
        return new Stream(netns.start(
                "curl",
                "-s",
                "-o",
                "/dev/null",
                "--max-time",
                "5",
                "--rate",
                "200/s",
                "-H",
                "Connection: close",
                "-w",
                "%{stderr}%{http_code}\n",
                URL + "?[1-1000000]"));
    }

    /** Begins to fetch the large file from this port of the client. */
    Download download(int port) {
        Path file = netns.scratch().resolve("download");
        return new Download(
                netns.start(
                        "curl",
                        "-sS",
                        "--fail",
                        "--local-port",
                        String.valueOf(port),
                        "-o",
                        file.toString(),
                        "-w",
                        "%header{x-backend} %{size_download}\n",
                        URL + "download"),
                netns,
                file);
    }

    /** Requests that go on until they are stopped. curl writes a line as each ends, to stderr, which it does not buffer. */
    record Stream(Daemon curl) {
        private long count(Predicate<String> status) {
            return curl.log().lines().filter(status).count();
        }

        long answered() {
            return count("200"::equals);
        }

        long failed() {
            return count(status -> !status.equals("200"));
        }

        /** Waits until so many more have ended, well or not. */
        void awaitMore(int more) {
            long goal = answered() + failed() + more;
            Await.until(
                    PATIENCE,
                    () -> answered() + failed() >= goal,
                    () -> "only " + (answered() + failed()) + " of " + goal + " requests ended");
        }

        void stop() {
            curl.stop();
        }
    }

    /** One large answer on its way. */
    record Download(Daemon curl, Netns netns, Path file) {
        boolean runs() {
            return curl.isAlive();
        }

        /** Waits for its end: who sent it, and how much. */
        List<String> await() {
            Await.until(PATIENCE, () -> !curl.isAlive(), () -> "the download does not end: " + curl.log());
            return List.of(curl.log().strip().split(" ", -1));
        }

        String digest() {
            return netns.run("sha256sum", file.toString()).split(" ", 2)[0];
        }
    }
}
