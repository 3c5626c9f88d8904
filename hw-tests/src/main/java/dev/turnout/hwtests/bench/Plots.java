package dev.turnout.hwtests.bench;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.Axis;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.labels.StandardCategoryItemLabelGenerator;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.text.TextUtils;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.category.DefaultCategoryDataset;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** Draws the report's plots, as SVG on white. */
final class Plots {
    static final String NANOSECONDS = "nanoseconds.svg";
    static final String SLOTS = "slots-moved.svg";

    private static final int WIDTH = 840;
    private static final int HEIGHT = 480;
    /** The foot of the bars: 10 to this. */
    private static final double LEAST_POWER = -2;
    /** The font that was measured with may be missing where the plot is looked at. */
    private static final Pattern FONT = Pattern.compile("font-family:(&quot;[^&]*&quot;);");

    private static final String FALLBACK = "font-family:$1,Verdana,sans-serif;";
    private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
    /** Okabe and Ito's colours, which are told apart by those who see fewer of them. */
    private static final Color BLUE = new Color(0x0072b2);

    private static final Color ORANGE = new Color(0xe69f00);
    private static final Color GREEN = new Color(0x009e73);
    private static final Color RED = new Color(0xd55e00);
    private static final Color GREY = new Color(0x888888);
    private static final Color GRID = new Color(0xcccccc);

    private Plots() {}

    /** @param directory made where it is missing */
    static void nanoseconds(Path directory, List<Measured> packets) throws IOException {
        save(nanoseconds(packets), directory.resolve(NANOSECONDS));
    }

    /** @param directory made where it is missing */
    static void slots(Path directory, List<SlotMoves.Row> moves) throws IOException {
        save(slots(moves), directory.resolve(SLOTS));
    }

    /** Ours is drawn through, with marks; a floor is dashed. */
    private static XYPlot nanoseconds(List<Measured> packets) {
        XYSeriesCollection lines = new XYSeriesCollection();
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer();
        line(lines, renderer, "IPv4, flow table", RED, packets, PacketCase.FLOW_TABLE, Measured::turnout);
        line(lines, renderer, "IPv6", GREEN, packets, PacketCase.IPV6, Measured::turnout);
        line(lines, renderer, "IPv4, 1,000 services", ORANGE, packets, PacketCase.MANY_SERVICES, Measured::turnout);
        line(lines, renderer, "IPv4", BLUE, packets, PacketCase.IPV4, Measured::turnout);
        line(lines, renderer, "floor, IPv6", GREEN, packets, PacketCase.IPV6, Plots::floor);
        line(lines, renderer, "floor, IPv4", BLUE, packets, PacketCase.IPV4, Plots::floor);
        NumberAxis flows = logarithmic("flows", 2, 2);
        NumberAxis nanos = new NumberAxis("CPU time of a packet, net [ns]");
        nanos.setAutoRangeIncludesZero(true);
        return new XYPlot(lines, flows, nanos, renderer);
    }

    private static Measured.Net floor(Measured measured) {
        return measured.floor().orElseThrow();
    }

    private static void line(
            XYSeriesCollection lines,
            XYLineAndShapeRenderer renderer,
            String name,
            Color color,
            List<Measured> packets,
            String kind,
            Function<Measured, Measured.Net> net) {
        XYSeries line = new XYSeries(name);
        packets.stream()
                .filter(one -> one.packets().kind().equals(kind))
                .forEach(one -> line.add(
                        Power.log(2, one.packets().flows()), net.apply(one).ofMedians()));
        int index = lines.getSeriesCount();
        boolean floor = name.startsWith("floor");
        lines.addSeries(line);
        renderer.setSeriesPaint(index, color);
        renderer.setSeriesShape(index, new Ellipse2D.Double(-3.5, -3.5, 7, 7));
        renderer.setSeriesShapesVisible(index, !floor);
        float[] dashes = floor ? new float[] {7, 5} : new float[] {1, 0};
        renderer.setSeriesStroke(index, new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dashes, 0));
    }

    private static CategoryPlot slots(List<SlotMoves.Row> moves) {
        DefaultCategoryDataset shares = new DefaultCategoryDataset();
        for (SlotMoves.Row row : moves) {
            String what = String.format(Locale.ROOT, "1 of %,d %s", row.backends(), row.move());
            shares.addValue(Power.log(10, row.movedPercent()), "Turnout", what);
            shares.addValue(Power.log(10, row.leastPercent()), "least possible", what);
        }
        BarRenderer renderer = new BarRenderer();
        renderer.setBarPainter(new StandardBarPainter());
        renderer.setShadowVisible(false);
        renderer.setItemMargin(0);
        renderer.setSeriesPaint(0, BLUE);
        renderer.setSeriesPaint(1, GREY);
        renderer.setDefaultItemLabelGenerator(new StandardCategoryItemLabelGenerator("{2}", new Power(10, "0.##")));
        renderer.setDefaultItemLabelFont(TEXT.deriveFont(11f));
        renderer.setDefaultItemLabelsVisible(true);
        // Above the bar also where its logarithm is negative.
        renderer.setDefaultNegativeItemLabelPosition(renderer.getDefaultPositiveItemLabelPosition());
        NumberAxis percent = logarithmic("slots that move [% of the table]", 10, 1);
        renderer.setBase(LEAST_POWER);
        percent.setRange(LEAST_POWER, 1.5);
        CategoryAxis what = new CategoryAxis("one backend of how many, and what happens to it");
        what.setMaximumCategoryLabelLines(3);
        what.setMaximumCategoryLabelWidthRatio(1.1f);
        return new CategoryPlot(shares, what, percent, renderer);
    }

    private static NumberAxis logarithmic(String label, int base, int powersBetweenTicks) {
        NumberAxis axis = new NumberAxis(label);
        axis.setNumberFormatOverride(new Power(base, "#,##0.##"));
        axis.setTickUnit(new NumberTickUnit(powersBetweenTicks));
        return axis;
    }

    private static void save(Plot plot, Path file) throws IOException {
        System.setProperty("java.awt.headless", "true");
        // Turned text as text, and not as outlines of its letters.
        TextUtils.setUseDrawRotatedStringWorkaround(false);
        Files.createDirectories(file.getParent());
        plot.setBackgroundPaint(Color.WHITE);
        switch (plot) {
            case XYPlot lines -> {
                lines.setDomainGridlinePaint(GRID);
                lines.setRangeGridlinePaint(GRID);
                write(lines.getDomainAxis(), lines.getRangeAxis());
            }
            case CategoryPlot bars -> {
                bars.setRangeGridlinePaint(GRID);
                write(bars.getDomainAxis(), bars.getRangeAxis());
            }
            default -> throw new IllegalArgumentException(plot.getPlotType());
        }
        JFreeChart chart = new JFreeChart(null, TEXT, plot, true);
        chart.setBackgroundPaint(Color.WHITE);
        chart.setPadding(new RectangleInsets(10, 5, 5, 15));
        chart.getLegend().setItemFont(TEXT);
        chart.getLegend().setItemLabelPadding(new RectangleInsets(2, 2, 2, 16));
        chart.getLegend().setFrame(BlockBorder.NONE);
        VectorGraphics2D graphics = new VectorGraphics2D();
        chart.draw(graphics, new Rectangle2D.Double(0, 0, WIDTH, HEIGHT));
        ByteArrayOutputStream svg = new ByteArrayOutputStream();
        new SVGProcessor()
                .getDocument(graphics.getCommands(), new PageSize(WIDTH, HEIGHT))
                .writeTo(svg);
        Files.writeString(
                file, FONT.matcher(svg.toString(StandardCharsets.UTF_8)).replaceAll(FALLBACK));
    }

    private static void write(Axis... axes) {
        for (Axis axis : axes) {
            axis.setLabelFont(TEXT);
            axis.setTickLabelFont(TEXT);
        }
    }
}
