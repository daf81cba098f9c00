package dev.rbdgate.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.gateway.RunningGateway;
import dev.rbdgate.gateway.RunningGateway.Answer;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console's files: how they are served, and what must not be in them. */
final class ConsoleFilesTest {

    private static final Path FILES = Path.of("src/main/resources/static/console");
    private static final Pattern IMPORT = Pattern.compile("(?:from|import) \"(\\.[^\"]+)\"");
    private static final Pattern LINK = Pattern.compile("(?:src|href)=\"(/console/[^\"]+)\"");

    /** Ways of turning text into markup or code. */
    private static final Pattern MARKUP =
            Pattern.compile(
                    "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|dangerously|\\beval\\(|new Function");

    @TempDir static Path directory;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = RunningGateway.start(directory.resolve("data"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static Answer get(String path, String... headers) {
        HttpRequest.Builder request = gateway.request(path);
        return gateway.send((headers.length == 0 ? request : request.headers(headers)).build());
    }

    private static List<Path> modules() throws IOException {
        try (Stream<Path> all = Files.walk(FILES)) {
            return all.filter(it -> it.toString().endsWith(".js"))
                    .filter(it -> !it.startsWith(FILES.resolve("vendor")))
                    .toList();
        }
    }

    @Test
    void thePageIsAtTheRootForEverybodyAndAllThatItNamesIsThere() {
        Answer page = get("/");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).startsWith("text/html");
        Matcher links = LINK.matcher(page.text());
        int count = 0;
        while (links.find()) {
            assertThat(get(links.group(1)).status()).as(links.group(1)).isEqualTo(200);
            count++;
        }
        assertThat(count).isEqualTo(5);
    }

    @Test
    void nothingOfAPageRunsButOurOwnFiles() {
        for (String path : new String[] {"/", "/console/main.js"}) {
            String policy = get(path).header("Content-Security-Policy");
            assertThat(policy)
                    .contains("default-src 'none'", "script-src 'self'", "style-src 'self'")
                    .contains("connect-src 'self'", "base-uri 'none'", "form-action 'self'")
                    .contains("frame-ancestors 'none'", "require-trusted-types-for 'script'")
                    .doesNotContain("unsafe", "http", "*", "data:");
            assertThat(get(path).header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(get(path).header("Set-Cookie")).isEmpty();
        }
    }

    @Test
    void whatABrowserHasItAsksForOnlyWhetherItIsStillGood() {
        Answer first = get("/console/console.css");
        assertThat(first.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(first.header("Last-Modified")).isEmpty();
        String tag = first.header("ETag");
        assertThat(tag).startsWith("W/\"");
        Answer again = get("/console/console.css", "If-None-Match", tag);
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.text()).isEmpty();
        assertThat(get("/console/console.css", "If-None-Match", "W/\"x\"").status()).isEqualTo(200);
        assertThat(get("/").header("ETag")).isNotEmpty().isNotEqualTo(tag);
    }

    @Test
    void filesAreSentCompressedAndAnswersOfRestAreNot() {
        assertThat(
                        get("/console/console.css", "Accept-Encoding", "gzip")
                                .header("Content-Encoding"))
                .isEqualTo("gzip");
        assertThat(
                        get(
                                        "/api/v1/caller",
                                        "Accept-Encoding",
                                        "gzip",
                                        "Authorization",
                                        "Bearer " + gateway.token())
                                .header("Content-Encoding"))
                .isEmpty();
    }

    @Test
    void whatIsNotThereIsAProblemDocumentAndNothingCanBePutThere() {
        for (String path :
                new String[] {
                    "/console/none.js", "/console/", "/console/..%2f..%2fapplication.yaml"
                }) {
            assertThat(get(path).status()).as(path).isIn(400, 404);
            assertThat(get(path).header("Content-Type")).startsWith("application/problem+json");
        }
        for (String path : new String[] {"/", "/console/main.js"}) {
            Answer put =
                    gateway.send(
                            gateway.request(path)
                                    .PUT(HttpRequest.BodyPublishers.ofString("x"))
                                    .build());
            assertThat(put.status()).as(path).isEqualTo(405);
        }
    }

    @Test
    void everyModuleThatIsImportedExists() throws IOException {
        for (Path module : modules()) {
            Matcher imports = IMPORT.matcher(Files.readString(module));
            while (imports.find()) {
                assertThat(module.resolveSibling(imports.group(1)).normalize())
                        .as("imported by " + module)
                        .isRegularFile();
            }
        }
    }

    @Test
    void noModuleTurnsTextIntoMarkupOrNamesAnotherHost() throws IOException {
        assertThat(modules()).hasSizeGreaterThan(30);
        for (Path module : modules()) {
            String text = Files.readString(module);
            assertThat(MARKUP.matcher(text).results()).as(module.toString()).isEmpty();
            assertThat(text).as(module.toString()).doesNotContain("http://", "https://");
        }
        assertThat(Files.readString(FILES.resolve("index.html")))
                .doesNotContain("<style", "style=", "onload=", "http")
                .doesNotContainPattern("<script(?![^>]*src=)");
    }

    @Test
    void whatIsNotOursIsAsItsAuthorsPublishedIt() throws Exception {
        Path vendor = FILES.resolve("vendor");
        List<String> sums = Files.readAllLines(vendor.resolve("SHA256SUMS"));
        assertThat(sums).hasSize(3);
        for (String line : sums) {
            String[] parts = line.split(" +", 2);
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(Files.readAllBytes(vendor.resolve(parts[1])));
            assertThat(HexFormat.of().formatHex(hash)).as(parts[1]).isEqualTo(parts[0]);
        }
    }
}
