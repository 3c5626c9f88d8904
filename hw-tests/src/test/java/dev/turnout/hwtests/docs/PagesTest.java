package dev.turnout.hwtests.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.hwtests.scripts.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PagesTest {
    /** Whom pages may send a reader to. */
    private static final Set<String> HOSTS = Set.of(
            "adoptium.net", "keepachangelog.com", "semver.org", "github.com", "www.rfc-editor.org", "www.kernel.org");

    private static final Pattern URL = Pattern.compile("https?://([^/\\s)>:`]+)");
    private static final Pattern ADDRESS = Pattern.compile("\\[?[0-9a-f.:]+\\]?");
    private static final Pattern SOMEBODYS_HOME = Pattern.compile("(?<![\\w.])/(root|home|work|Users)/");

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Page page : Page.all()) {
            for (String link : page.links()) {
                if (!link.contains("://") && !leadsSomewhere(page, link)) {
                    broken.add(page.path() + ": " + link);
                }
            }
        }
        assertEquals(List.of(), broken);
    }

    private static boolean leadsSomewhere(Page page, String link) throws IOException {
        Path target = page.target(link);
        if (!Files.exists(Shell.ROOT.resolve(target))) {
            return false;
        }
        int hash = link.indexOf('#');
        return hash < 0 || Page.of(target.toString()).anchors().contains(link.substring(hash + 1));
    }

    @Test
    void everyPageIsFoundFromTheReadme() throws IOException {
        Set<Path> found = new HashSet<>();
        List<Path> ahead = new ArrayList<>(List.of(Path.of("README.md"), Path.of("CONTRIBUTING.md")));
        while (!ahead.isEmpty()) {
            Path path = ahead.removeLast();
            boolean isPage = path.toString().endsWith(".md") && Files.exists(Shell.ROOT.resolve(path));
            if (found.add(path) && isPage) {
                Page page = Page.of(path.toString());
                page.links().stream()
                        .filter(link -> !link.contains("://"))
                        .map(page::target)
                        .forEach(ahead::add);
            }
        }
        List<Path> lost = Page.all().stream()
                .map(Page::path)
                .filter(path -> path.startsWith("docs"))
                .filter(path -> !found.contains(path))
                .toList();
        assertEquals(List.of(), lost);
    }

    @Test
    void everyDecisionHasANumberOfItsOwnAndIsIndexed() throws IOException {
        List<String> names;
        try (Stream<Path> files = Files.list(Shell.ROOT.resolve("docs/adr"))) {
            names = files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("README.md"))
                    .sorted()
                    .toList();
        }
        assertFalse(names.isEmpty());
        assertEquals(Page.of("docs/adr/README.md").links(), names);
        for (int i = 0; i < names.size(); i++) {
            String number = "%04d".formatted(i + 1);
            assertTrue(names.get(i).matches(number + "-[a-z0-9-]+\\.md"), names.get(i));
            assertTrue(Page.of("docs/adr/" + names.get(i)).text().startsWith("# " + number + ": "), names.get(i));
        }
    }

    @Test
    void nothingOfAMachineOrANetworkOfOursIsNamed() throws IOException {
        List<String> found = new ArrayList<>();
        for (Page page : Page.all()) {
            SOMEBODYS_HOME.matcher(page.text()).results().forEach(home -> found.add(page.path() + ": " + home.group()));
            URL.matcher(page.text())
                    .results()
                    .map(url -> url.group(1))
                    .filter(host ->
                            !HOSTS.contains(host) && !ADDRESS.matcher(host).matches())
                    .forEach(host -> found.add(page.path() + ": " + host));
        }
        assertEquals(List.of(), found);
    }
}
