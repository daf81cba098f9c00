package dev.rbdgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ScreenshotType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Makes the documents' pictures of the console anew, of a gateway with hosts at work: {@code
 * ./rbdgate test pictures}. It takes two minutes, for the dashboard's history, and runs when it is
 * named only.
 */
@Tag("pictures")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConsolePicturesTest {

    private static final Path PICTURES = Path.of("..", "docs", "console");
    private static final int QUALITY = 82;

    /** How long hosts have been at work when the dashboard is taken. */
    private static final int HISTORY_STEPS = 36;

    private static final int STEP_MILLIS = 2_500;

    private static final int HIGH = 860;
    private static final int LOW = 600;

    private static final String READER = "db1";
    private static final String WRITER = "web";
    private static final String READ_LIMIT = "readIops";
    private static final String WRITE_LIMIT = "writeIops";
    private static final int READS = 900;
    private static final int WRITES = 450;

    private static final String DB_HOST = "iqn.1993-08.org.debian:01:db-host";
    private static final String WEB_HOST = "iqn.1993-08.org.debian:01:web-host";
    private static final String TARGET = "/targets/" + Gateway.IQN_PREFIX;
    private static final String TARGET_PAGE = "#/targets/" + Gateway.IQN_PREFIX.replace(":", "%3A");

    private final Fixtures fixtures = new Fixtures();
    private Network network;
    private Gateway gateway;
    private Chromium chromium;
    private String token;

    @TempDir private static Path directory;

    @BeforeAll
    void start() throws IOException {
        network = fixtures.add(new Network());
        gateway =
                fixtures.add(new Gateway(network, directory.resolve("data")))
                        .with("RBDGATE_ISCSI_HOST", "127.0.0.1," + Network.ADDRESS)
                        .start();
        token = Files.readString(directory.resolve("data/admin.token")).strip();
        chromium = fixtures.add(new Chromium(network, directory));
        makeVolumes();
        makeHistoryOfImages();
        // The dashboard's history begins anew, without what was written so far.
        gateway.stop();
        gateway.start();
        limit(READER, READ_LIMIT, READS);
        limit(WRITER, WRITE_LIMIT, WRITES);
    }

    @AfterAll
    void stop() {
        fixtures.close();
    }

    private void makeVolumes() {
        volume(READER, "2GiB", DB_HOST);
        volume(WRITER, "1GiB", WEB_HOST);
        volume("mail", "12GiB", "iqn.1993-08.org.debian:01:mail-host");
        gateway.send(
                "POST",
                TARGET + "db1/initiators",
                """
                {"initiator":"iqn.1993-08.org.debian:01:standby","addresses":["10.20.0.0/24"],
                 "chap":{"user":"standby","secret":"not-a-real-secret"}}
                """);
        gateway.send("POST", "/images", "{\"name\":\"archive\",\"size\":\"40GiB\"}");
        gateway.send("POST", "/images", "{\"name\":\"old\",\"size\":\"1GiB\"}");
        gateway.send("POST", "/trash", "{\"image\":\"rbd/old\"}");
        gateway.send("POST", "/namespaces", "{\"name\":\"tenant-a\"}");
    }

    private void volume(String name, String size, String host) {
        gateway.send(
                "POST",
                "/volumes",
                "{\"name\":\"%s\",\"size\":\"%s\",\"initiators\":[\"%s\"]}"
                        .formatted(name, size, host));
    }

    /** Snapshots, clones and copies of a disk that was written in between. */
    private void makeHistoryOfImages() {
        write("write 0 120M", "write 200M 64M", "write 512M 160M", "write 1G 96M");
        gateway.send("POST", "/images/rbd/db1/snapshots", "{\"name\":\"monday\"}");
        write("write 220M 40M", "write 1100M 90M");
        gateway.send(
                "POST",
                "/images/rbd/db1/snapshots",
                "{\"name\":\"before-upgrade\",\"protected\":true}");
        write("write 40M 24M", "write 600M 48M", "write 1300M 32M", "write 1900M 8M");
        clone("db1-test", "rbd/db1@monday");
        clone("db1-old", "rbd/db1@monday");
        clone("db1-staging", "rbd/db1@before-upgrade");
        gateway.cli("image", "copy", "rbd/db1@monday", "rbd/db1-copy").ok();
        gateway.cli("image", "flatten", "rbd/db1-old").ok();
        gateway.cli("metadata", "set", "rbd/db1", "owner", "databases@example.org").ok();
    }

    private void clone(String name, String from) {
        gateway.send("POST", "/images", "{\"name\":\"%s\",\"from\":\"%s\"}".formatted(name, from));
    }

    private static String options(String volume, String host) {
        return "driver=iscsi,transport=tcp,portal=%s,lun=0,target=%s%s,initiator-name=%s"
                .formatted(Network.ADDRESS, Gateway.IQN_PREFIX, volume, host);
    }

    private void write(String... ranges) {
        for (String range : ranges) {
            network.run("qemu-io", "--image-opts", options("db1", DB_HOST), "-c", range).ok();
        }
    }

    @Test
    void theDocumentsShowTheConsoleAsItIs() {
        try (Window window = open(ColorScheme.LIGHT, 1280, LOW)) {
            take(window, "tasks", "#/tasks", "Tasks");
            take(window, "audit", "#/audit", "Audit log");
        }
        fixtures.add(new Load(network, options(READER, DB_HOST), "-d", "4", "-s", "16384"));
        fixtures.add(new Load(network, options(WRITER, WEB_HOST), "-w", "-d", "2", "-s", "8192"));
        try (Window window = open(ColorScheme.LIGHT, 1280, HIGH)) {
            work(window.page());
            take(window, "dashboard", "#/", "Dashboard");
            window.go("#/volumes", "Volumes");
            window.choose("Actions for mail", "Lines for its hosts");
            window.see(window.page().locator(".lines"));
            take(window, "volume");
            window.page().keyboard().press("Escape");
            window.go("#/sessions", "Sessions");
            window.page().getByText(DB_HOST).first().click();
            window.seeText("MaxRecvDataSegmentLength");
            take(window, "session");
            window.page().setViewportSize(1280, LOW);
            take(window, "volumes", "#/volumes", "Volumes");
            take(window, "images", "#/images", "Images");
            take(window, "snapshots", "#/images/rbd/db1?tab=snapshots", "rbd/db1");
            take(window, "objects", "#/images/rbd/db1?tab=map", "rbd/db1");
        }
        try (Window window = open(ColorScheme.DARK, 1280, HIGH)) {
            take(window, "target-dark", TARGET_PAGE + "db1", "db1");
        }
        try (Window window = open(ColorScheme.LIGHT, 360, 780)) {
            take(window, "phone", "#/", "Dashboard");
        }
        try (Window window = open(ColorScheme.DARK, 360, 780)) {
            take(window, "phone-dark", TARGET_PAGE + "db1", "db1");
        }
    }

    /** Hosts do more and less, as their limits are changed. */
    private void work(Page page) {
        for (int step = 0; step < HISTORY_STEPS; step++) {
            limit(READER, READ_LIMIT, READS + Math.round(500 * Math.sin(step / 2.5)));
            limit(WRITER, WRITE_LIMIT, WRITES + Math.round(180 * Math.cos(step / 3.0)));
            page.waitForTimeout(STEP_MILLIS);
        }
    }

    private void limit(String volume, String limit, long perSecond) {
        gateway.send(
                "PATCH",
                TARGET + volume + "/luns/0",
                "{\"limits\":{\"%s\":%d}}".formatted(limit, perSecond));
    }

    private Window open(ColorScheme colors, int width, int height) {
        return chromium.open(
                        new Browser.NewContextOptions()
                                .setColorScheme(colors)
                                .setViewportSize(width, height))
                .signIn(token);
    }

    private static void take(Window window, String name, String address, String heading) {
        window.go(address, heading);
        take(window, name);
    }

    /** When all is there, and messages and changes of colour have passed. */
    private static void take(Window window, String name) {
        Page page = window.page();
        page.waitForFunction("() => !document.querySelector('.skeleton')");
        page.mouse().move(0, 0);
        page.waitForTimeout(STEP_MILLIS);
        Path picture = PICTURES.resolve(name + ".jpg");
        page.screenshot(
                new Page.ScreenshotOptions()
                        .setPath(picture)
                        .setType(ScreenshotType.JPEG)
                        .setQuality(QUALITY));
        assertThat(picture).isNotEmptyFile();
    }

    /** A picture that no document shows would not be looked at when the console changes. */
    @Test
    void everyPictureIsInADocument() throws IOException {
        String documents =
                Files.readString(PICTURES.resolveSibling("console.md"))
                        + Files.readString(PICTURES.resolve("../../README.md"));
        try (var pictures = Files.list(PICTURES)) {
            List<String> names = pictures.map(it -> "console/" + it.getFileName()).toList();
            assertThat(names).isNotEmpty().allSatisfy(name -> assertThat(documents).contains(name));
        }
    }
}
