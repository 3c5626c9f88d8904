package dev.turnout.hwtests.docs;

import dev.turnout.hwtests.scripts.Shell;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A page of Markdown.
 *
 * @param path from the root of the repository
 */
record Page(Path path, String text) {
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
    private static final Pattern FENCE = Pattern.compile("(?ms)^( *)```(\\w*)\\n(.*?)^\\1```$");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

    /** A fenced block: its language, empty where it has none, and its lines. */
    record Block(String language, String text) {}

    /** Every page of the repository; what is built or downloaded does not count. */
    static List<Page> all() throws IOException {
        List<Page> pages = new ArrayList<>();
        Files.walkFileTree(Shell.ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                String name = directory.getFileName().toString();
                boolean foreign = name.equals("target") || name.startsWith(".") && !directory.equals(Shell.ROOT);
                return foreign ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (file.toString().endsWith(".md")) {
                    pages.add(read(file));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return pages;
    }

    static Page of(String path) throws IOException {
        return read(Shell.ROOT.resolve(path));
    }

    private static Page read(Path file) throws IOException {
        return new Page(Shell.ROOT.relativize(file), Files.readString(file));
    }

    /** What its links name, as it is written; code is no link. */
    List<String> links() {
        return LINK.matcher(FENCE.matcher(text).replaceAll(""))
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    List<Block> blocks() {
        return FENCE.matcher(text)
                .results()
                .map(match -> new Block(match.group(2), match.group(3).stripIndent()))
                .toList();
    }

    /** The anchors of its headings, as GitHub makes them. */
    List<String> anchors() {
        return HEADING.matcher(FENCE.matcher(text).replaceAll(""))
                .results()
                .map(Page::anchor)
                .toList();
    }

    private static String anchor(MatchResult heading) {
        return heading.group(1)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                .replace(' ', '-');
    }

    /** Where a relative link leads, from the root of the repository. */
    Path target(String link) {
        String file = link.replaceFirst("#.*", "");
        return file.isEmpty() ? path : path.resolveSibling(file).normalize();
    }
}
