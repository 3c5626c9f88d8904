package dev.turnout.hwtests.bench;

import java.awt.Color;
import java.awt.Font;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws the report's plots, as SVG on white. */
final class Plots {
    static final String NANOSECONDS = "nanoseconds.svg";
    static final String SLOTS = "slots-moved.svg";

    private static final int WIDTH = 840;
    private static final int HEIGHT = 460;
    /** Okabe and Ito's, which are told apart by those who see fewer colours. */
    private static final Color BLUE = new Color(0x0072b2);

    private static final Color ORANGE = new Color(0xe69f00);
    private static final Color GREEN = new Color(0x009e73);
    private static final Color RED = new Color(0xd55e00);
    private static final Color GREY = new Color(0x777777);
    private static final Color GRID = new Color(0xdddddd);

    private Plots() {}

    /** @param directory made where it is missing */
    static void write(Path directory, List<Measured> packets, List<SlotMoves.Row> moves) throws IOException {
        System.setProperty("java.awt.headless", "true");
        Files.createDirectories(directory);
        save(nanoseconds(packets), directory.resolve(NANOSECONDS));
        save(slots(moves), directory.resolve(SLOTS));
    }

    private static XYChart nanoseconds(List<Measured> packets) {
        XYChart chart = new XYChart(WIDTH, HEIGHT, ChartTheme.XChart);
        chart.setXAxisTitle("flows");
        chart.setYAxisTitle("CPU time of a packet, net [ns]");
        style(chart.getStyler());
        chart.getStyler()
                .setXAxisLogarithmic(true)
                .setYAxisMin(0.0)
                .setXAxisTickLabelsFormattingFunction(Plots::grouped)
                .setYAxisDecimalPattern("0");
        line(chart, "IPv4, flow table", packets, PacketCase.FLOW_TABLE, Measured::turnout, RED);
        line(chart, "IPv6", packets, PacketCase.IPV6, Measured::turnout, GREEN);
        line(chart, "IPv4, 1,000 services", packets, PacketCase.MANY_SERVICES, Measured::turnout, ORANGE);
        line(chart, "IPv4", packets, PacketCase.IPV4, Measured::turnout, BLUE);
        line(chart, "floor, IPv6", packets, PacketCase.IPV6, Plots::floor, GREEN);
        line(chart, "floor, IPv4", packets, PacketCase.IPV4, Plots::floor, BLUE);
        return chart;
    }

    private static Measured.Net floor(Measured measured) {
        return measured.floor().orElseThrow();
    }

    /** Ours is drawn through, with marks; a floor is dashed. */
    private static void line(
            XYChart chart,
            String name,
            List<Measured> packets,
            String kind,
            Function<Measured, Measured.Net> net,
            Color color) {
        List<Measured> ofKind = packets.stream()
                .filter(one -> one.packets().kind().equals(kind))
                .toList();
        double[] flows =
                ofKind.stream().mapToDouble(one -> one.packets().flows()).toArray();
        double[] nanos =
                ofKind.stream().map(net).mapToDouble(Measured.Net::ofMedians).toArray();
        boolean floor = name.startsWith("floor");
        chart.addSeries(name, flows, nanos)
                .setMarker(floor ? SeriesMarkers.NONE : SeriesMarkers.CIRCLE)
                .setMarkerColor(color)
                .setLineColor(color)
                .setLineStyle(floor ? SeriesLines.DASH_DASH : SeriesLines.SOLID);
    }

    private static CategoryChart slots(List<SlotMoves.Row> moves) {
        CategoryChart chart = new CategoryChart(WIDTH, HEIGHT, ChartTheme.XChart);
        chart.setXAxisTitle("what happens to one backend of how many");
        chart.setYAxisTitle("slots that move [% of the table]");
        style(chart.getStyler());
        chart.getStyler()
                .setAvailableSpaceFill(0.7)
                .setLabelsVisible(true)
                .setLabelsPosition(1.0)
                .setYAxisLogarithmic(true)
                .setYAxisMin(0.01)
                .setYAxisMax(100.0)
                .setYAxisTickLabelsFormattingFunction(Plots::grouped);
        bars(chart, "Turnout", moves, SlotMoves.Row::movedPercent, BLUE);
        bars(chart, "least possible", moves, SlotMoves.Row::leastPercent, GREY);
        return chart;
    }

    private static void bars(
            CategoryChart chart,
            String name,
            List<SlotMoves.Row> moves,
            ToDoubleFunction<SlotMoves.Row> percent,
            Color color) {
        List<String> what = moves.stream()
                .map(row -> row.move() + ", " + grouped((double) row.backends()))
                .toList();
        List<Double> shares = moves.stream().map(percent::applyAsDouble).toList();
        chart.addSeries(name, what, shares).setFillColor(color);
    }

    private static void style(AxesChartStyler styler) {
        Font text = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
        styler.setAxisTitleFont(text)
                .setAxisTickLabelsFont(text)
                .setPlotGridLinesColor(GRID)
                .setLegendFont(text)
                .setLegendPosition(LegendPosition.OutsideE)
                .setLegendBorderColor(Color.WHITE)
                .setChartBackgroundColor(Color.WHITE)
                .setPlotBackgroundColor(Color.WHITE)
                .setChartTitleVisible(false);
    }

    private static String grouped(Double value) {
        return value < 1 ? value.toString() : String.format(Locale.ROOT, "%,.0f", value);
    }

    private static void save(Chart<?, ?> chart, Path file) throws IOException {
        ByteArrayOutputStream svg = new ByteArrayOutputStream();
        ChartEncoder.saveChart(chart, svg, "svg");
        Files.write(file, svg.toByteArray());
    }
}
