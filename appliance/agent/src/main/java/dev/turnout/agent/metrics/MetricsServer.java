package dev.turnout.agent.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.turnout.v1.Liveness;
import dev.turnout.v1.Report;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Serves {@code /metrics} and {@code /healthz} over HTTP, without encryption or passwords: by default on the loopback only.
 *
 * <p>{@code /healthz} is 200 while the data plane forwards, and 503 with a sentence while it does not; a refused
 * configuration is no reason for 503, since the applied one forwards on.
 */
public final class MetricsServer implements AutoCloseable {
    public static final InetSocketAddress DEFAULT = new InetSocketAddress("127.0.0.1", 9464);

    private static final int BACKLOG = 16;

    /** How starting it ended. */
    public sealed interface Start {
        record Listening(MetricsServer server) implements Start {}

        /** The address is in use, or is not the box's. */
        record Refused(String reason) implements Start {}
    }

    private record Answer(int status, String type, String body) {
        static Answer text(int status, String body) {
            return new Answer(status, "text/plain; charset=utf-8", body + "\n");
        }
    }

    private final HttpServer server;
    private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
    private final Supplier<Optional<Report>> reports;

    private MetricsServer(HttpServer server, Supplier<Optional<Report>> reports) {
        this.server = server;
        this.reports = reports;
    }

    /**
     * Listens, and answers on threads of its own.
     *
     * @param reports the newest report, empty before the first; called for each request, so it must not block
     */
    public static Start start(InetSocketAddress address, Supplier<Optional<Report>> reports) {
        String where = address.getHostString() + ":" + address.getPort();
        if (address.isUnresolved()) {
            return new Start.Refused(
                    "cannot serve metrics on " + where + ": " + address.getHostString() + " is no address of this box");
        }
        try {
            HttpServer http = HttpServer.create(address, BACKLOG);
            MetricsServer server = new MetricsServer(http, reports);
            http.setExecutor(server.requests);
            http.createContext("/", server::handle);
            http.start();
            return new Start.Listening(server);
        } catch (IOException refused) {
            return new Start.Refused("cannot serve metrics on " + where + ": " + refused.getMessage()
                    + "; choose another address and port");
        }
    }

    /** Where it listens; the port is the real one where 0 was asked for. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer = answer(exchange);
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(answer.status(), head ? -1 : body.length);
            if (!head) {
                try (OutputStream out = exchange.getResponseBody()) {
                    out.write(body);
                }
            }
        }
    }

    private Answer answer(HttpExchange exchange) {
        String method = exchange.getRequestMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            return Answer.text(405, "only GET and HEAD are answered");
        }
        return switch (exchange.getRequestURI().getPath()) {
            case "/metrics" -> new Answer(200, Exposition.CONTENT_TYPE, metrics());
            case "/healthz" -> health();
            case null, default -> Answer.text(404, "there are /metrics and /healthz");
        };
    }

    private String metrics() {
        Exposition page = new Exposition();
        reports.get().ifPresent(report -> ReportMetrics.add(report, page));
        ProcessMetrics.add(page);
        return page.page();
    }

    private Answer health() {
        Optional<Report> report = reports.get();
        if (report.isEmpty()) {
            return Answer.text(503, "starting: nothing is known of the data plane yet");
        }
        if (!report.get().getDataplane().getForwarding()) {
            return Answer.text(503, "the data plane does not forward: see turnout status");
        }
        Liveness liveness = report.get().getLiveness();
        if (liveness.getState() == Liveness.State.NOT_FORWARDING) {
            return Answer.text(
                    503,
                    "the box does not forward: "
                            + liveness.getTroublesList().stream()
                                    .map(Liveness.Trouble::getMessage)
                                    .collect(Collectors.joining(" ")));
        }
        return Answer.text(200, "ok");
    }

    @Override
    public void close() {
        server.stop(0);
        requests.shutdownNow();
    }
}
