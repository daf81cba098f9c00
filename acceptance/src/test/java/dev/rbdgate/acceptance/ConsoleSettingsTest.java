package dev.rbdgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What the command line can do with volumes, content and settings, done in a real browser. */
@Tag("console")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConsoleSettingsTest {

    private static final String HOST = "iqn.2026-11.test:host1";
    private static final String TARGET = "/targets/" + Gateway.IQN_PREFIX;
    private static final String PAGE = "#/targets/" + Gateway.IQN_PREFIX.replace(":", "%3A");
    private static final int MIB = 1 << 20;

    private final Fixtures fixtures = new Fixtures();
    private Network network;
    private Gateway gateway;
    private Chromium chromium;
    private String token;

    @TempDir private static Path directory;

    @BeforeAll
    void start() throws Exception {
        network = fixtures.add(new Network());
        gateway =
                fixtures.add(new Gateway(network, directory.resolve("data")))
                        .start("--volume", "served=256MiB");
        token = Files.readString(directory.resolve("data/admin.token")).strip();
        chromium = fixtures.add(new Chromium(network, directory));
    }

    @AfterAll
    void stop() {
        fixtures.close();
    }

    private Window signedIn() {
        return chromium.openSignedIn(token);
    }

    private static Locator row(Window window, String text) {
        return window.page()
                .getByRole(AriaRole.ROW)
                .filter(new Locator.FilterOptions().setHasText(text));
    }

    @Test
    void aVolumeIsMadeInOneStepLimitedAndDeleted() {
        try (Window window = signedIn()) {
            window.go("#/volumes", "Volumes").button("Create volume").first().click();
            window.fill("Name", "db1");
            window.fill("Size", "64MiB");
            window.fill("Hosts", HOST);
            window.dialogButton("Create").click();
            window.seeText("The secret is shown this once.");
            window.see(window.page().locator(".lines"));
            String lines = window.page().getByRole(AriaRole.DIALOG).innerText();
            assertThat(lines)
                    .contains("iscsiadm -m node -T " + Gateway.IQN_PREFIX + "db1", "mkfs.ext4 ")
                    .containsPattern("node.session.auth.password -v [A-Za-z0-9_-]{16}\\s");
            window.dialogButton("I have kept it").click();
            JsonNode volume = gateway.get("/volumes/db1");
            assertThat(volume.at("/initiators/0/chapUser").asString()).isEqualTo("db1");

            limit(window);

            window.go("#/volumes", "Volumes");
            window.choose("Actions for db1", "Delete");
            window.fill("To go on, type db1", "db1");
            window.dialogButton("Delete for good").click();
            window.seeSaid("Volume db1 is deleted.");
        }
        assertThat(gateway.get("/images").toString()).doesNotContain("db1");
    }

    private void limit(Window window) {
        window.go(PAGE + "db1", "db1");
        window.choose("Actions for LUN 0", "Limits");
        window.fill("Reads a second", "2000");
        window.fill("Written a second", "100MiB");
        window.dialogButton("Save").click();
        window.see(row(window, "rbd/db1").getByText("2,000 reads/s, writes 100 MiB/s"));
        window.choose("Actions for " + HOST, "Limits");
        window.fill("Writes a second", "3");
        window.dialogButton("Save").click();
        window.see(window.page().locator(".field:has(input[name=writeIops]) .field-error"));
        window.fill("Writes a second", "300");
        window.dialogButton("Save").click();
        window.see(row(window, HOST).getByText("300 writes/s"));
        JsonNode limits = gateway.get(TARGET + "db1/luns/0").path("limits");
        assertThat(limits.path("readIops").asLong()).isEqualTo(2000);
        assertThat(limits.path("writeBytes").asLong()).isEqualTo(100L * MIB);
        window.choose("Actions for LUN 0", "Limits");
        window.fill("Reads a second", "");
        window.fill("Written a second", "");
        window.dialogButton("Save").click();
        window.seeSaid("LUN 0 has no limits now.");
        assertThat(gateway.get(TARGET + "db1/luns/0").path("limits").isNull()).isTrue();
    }

    @Test
    void aFileBecomesAnImageAndAnImageAFile() throws IOException {
        byte[] content = new byte[5 * MIB + 100];
        new Random(1).nextBytes(content);
        Path disk = Files.write(directory.resolve("disk.raw"), content);
        try (Window window = signedIn()) {
            Page page = window.page();
            // A page that cannot ask for a file of its own offers a download.
            page.evaluate("() => { window.showSaveFilePicker = undefined; }");
            window.go("#/images", "Images").button("Import").click();
            page.locator("input[type=file]").setInputFiles(disk);
            assertThat(window.field("Name").inputValue()).isEqualTo("disk");
            window.dialogButton("Import").click();
            window.awaitHeading("rbd/disk");
            window.choose("More actions for rbd/disk", "Export");
            Download download = page.waitForDownload(() -> window.dialogButton("Export").click());
            assertThat(download.suggestedFilename()).isEqualTo("disk.raw");
            byte[] exported = Files.readAllBytes(download.path());
            assertThat(exported).hasSize((content.length + 511) / 512 * 512).startsWith(content);

            window.go("#/images", "Images").button("Import").click();
            page.locator("input[type=file]").setInputFiles(disk);
            window.dialogButton("Import").click();
            window.seeText("rbd/disk exists.");
            window.dialogButton("Cancel").click();
        }
        assertThat(gateway.get("/images/rbd/disk").path("sizeBytes").asLong())
                .as("what was there is still there")
                .isGreaterThan(content.length);
    }

    @Test
    void aTaskIsCancelled() throws IOException {
        // It goes on for a minute unless somebody stops it.
        Process export =
                new ProcessBuilder(
                                network.inside(
                                        List.of(
                                                "curl",
                                                "--silent",
                                                "--limit-rate",
                                                "4m",
                                                "--output",
                                                "/dev/null",
                                                "--header",
                                                "Authorization: Bearer " + token,
                                                Window.URL + "api/v1/images/rbd/served/content")))
                        .start();
        fixtures.add(export::destroyForcibly);
        try (Window window = signedIn()) {
            window.go("#/tasks", "Tasks");
            Locator task = row(window, "image.export");
            window.see(task.getByText("running"));
            task.getByRole(AriaRole.BUTTON).click();
            window.see(row(window, "image.export").getByText("cancelled"));
        }
    }

    @Test
    void whatBelongsToAnImageIsChanged() {
        gateway.send("POST", "/images", "{\"name\":\"noted\",\"size\":\"16MiB\"}");
        try (Window window = signedIn()) {
            window.go("#/images/rbd/noted?tab=properties", "rbd/noted").button("Add").click();
            window.fill("Key", "owner");
            window.fill("Value", "databases");
            window.dialogButton("Save").click();
            window.see(row(window, "owner").getByText("databases"));
            window.button("Change features").click();
            window.field("fast-diff").uncheck();
            window.dialogButton("Save").click();
            window.seeSaid("The features are changed.");
            assertThat(gateway.get("/images/rbd/noted/features").toString())
                    .contains("exclusive-lock")
                    .doesNotContain("fast-diff");
            window.choose("Actions for owner", "Remove");
            window.dialogButton("Remove").click();
            window.seeText("No metadata");
        }
    }

    @Test
    void targetsDiscoveryAndNamespacesAreChangedAndTheAuditLogShowsItLive() {
        try (Window window = signedIn()) {
            window.go(PAGE + "served", "served").button("Edit").click();
            window.fill("Alias", "Served to all");
            window.button("Add a portal").click();
            window.fill("Address", Network.SECOND_ADDRESS);
            window.fill("Port", "3261");
            window.fill("Send initiators to", "192.0.2.7:3270");
            window.field("For good: they remember it").check();
            window.dialogButton("Save").click();
            window.seeSaid("The target is changed.");
            JsonNode target = gateway.get(TARGET + "served");
            assertThat(target.path("alias").asString()).isEqualTo("Served to all");
            assertThat(target.at("/portals/0/port").asInt()).isEqualTo(3261);
            assertThat(target.at("/redirect/permanent").asBoolean()).isTrue();

            window.go("#/targets", "Targets").button("Change").click();
            window.field("Authentication (CHAP)").selectOption("one-way");
            window.fill("User", "finder");
            window.fill("Secret", "correct-horse-battery");
            window.dialogButton("Save").click();
            window.seeSaid("Discovery is changed.");
            assertThat(gateway.get("/discovery-auth").at("/chap/user").asString())
                    .isEqualTo("finder");

            window.go("#/namespaces", "Namespaces").button("Create namespace").first().click();
            window.fill("Name", "tenant");
            window.dialogButton("Create").click();
            window.see(row(window, "tenant"));

            window.go("#/audit", "Audit log");
            window.see(row(window, "discovery-auth"));
            gateway.send("POST", "/images", "{\"name\":\"seen\",\"size\":\"16MiB\"}");
            window.see(row(window, "rbd/seen"));
        }
    }
}
