package dev.rbdgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** An operator's work in a real browser, with hosts that really read and write. */
@Tag("console")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConsoleWorkTest {

    /** What QEMU calls itself. */
    private static final String HOST = "iqn.2008-11.org.linux-kvm";

    private static final String PORTAL = "iscsi://127.0.0.1:3260/";

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
                        .start("--volume", "busy=256MiB", "--volume", "left=64MiB");
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

    private void write(String target, String range) {
        network.run(
                        "qemu-io",
                        "-f",
                        "raw",
                        "-c",
                        "write -P 0x5a " + range,
                        PORTAL + Gateway.IQN_PREFIX + target + "/0")
                .ok();
    }

    @Test
    void aVolumeIsMadeUsedRolledBackAndDeleted() {
        try (Window window = signedIn()) {
            makeVolume(window);
            write("work", "8M 12M");
            objectsAre(window, 3, 0);
            takeSnapshot(window);
            objectsAre(window, 0, 3);
            write("work", "40M 4M");
            objectsAre(window, 1, 3);
            rollBack(window);
            window.go("#/images/rbd/work?tab=map", "rbd/work");
            window.see(count(window, "nonexistent", 13));
            delete(window);
        }
        assertThat(gateway.get("/images").path("items").toString()).doesNotContain("work");
    }

    private static void makeVolume(Window window) {
        window.go("#/images", "Images").button("Create image").first().click();
        window.fill("Name", "work");
        window.fill("Size", "64MiB");
        window.dialogButton("Create").click();
        window.awaitHeading("rbd/work");
        window.go("#/targets", "Targets").button("Create target").first().click();
        window.fill("Name", Gateway.IQN_PREFIX + "work");
        window.dialogButton("Create").click();
        window.awaitHeading("work");
        window.button("Map an image").first().click();
        window.field("Image").selectOption("rbd/work");
        window.dialogButton("Map").click();
        window.seeSaid("rbd/work is LUN 0.");
        window.button("Grant").first().click();
        window.fill("Initiator name", HOST);
        window.dialogButton("Grant").click();
        window.seeSaid("Granted to " + HOST);
        window.seeText("iscsiadm -m node -T " + Gateway.IQN_PREFIX + "work");
    }

    /** The legend of the object map, which follows what hosts write without a click. */
    private static void objectsAre(Window window, int changed, int clean) {
        window.go("#/images/rbd/work?tab=map", "rbd/work");
        window.see(count(window, "exists", changed));
        if (clean > 0) {
            window.see(count(window, "exists-clean", clean));
        }
        assertThat(window.page().locator("canvas").getAttribute("data-squares")).isEqualTo("16");
    }

    private static Locator count(Window window, String state, int count) {
        return window.page()
                .locator("[data-state='" + state + "'] b")
                .getByText(String.valueOf(count), new Locator.GetByTextOptions().setExact(true));
    }

    private static void takeSnapshot(Window window) {
        window.button("Take snapshot").first().click();
        window.fill("Name", "before");
        window.dialogButton("Take snapshot").click();
        window.seeSaid("Snapshot before is taken.");
    }

    private static void rollBack(Window window) {
        window.go("#/images/rbd/work?tab=snapshots", "rbd/work");
        window.choose("Actions for the snapshot before", "Roll back");
        Locator sure = window.dialogButton("Roll back");
        assertThat(sure.isDisabled()).as("before its name is typed").isTrue();
        window.fill("To go on, type work", "wor");
        assertThat(sure.isDisabled()).as("after a part of it").isTrue();
        window.fill("To go on, type work", "work");
        sure.click();
        window.seeSaid("rbd/work is being rolled back");
        window.go("#/tasks", "Tasks");
        window.see(row(window, "snapshot.rollback").getByText("succeeded"));
    }

    private static Locator row(Window window, String text) {
        return window.page()
                .getByRole(AriaRole.ROW)
                .filter(new Locator.FilterOptions().setHasText(text));
    }

    private static void delete(Window window) {
        window.go("#/targets/" + Gateway.IQN_PREFIX.replace(":", "%3A") + "work", "work");
        window.button("Delete target").click();
        window.fill("To go on, type work", "work");
        window.dialogButton("Delete target").click();
        window.awaitHeading("Targets");
        window.go("#/images/rbd/work?tab=snapshots", "rbd/work");
        window.choose("Actions for the snapshot before", "Delete");
        window.fill("To go on, type before", "before");
        window.dialogButton("Delete for good").click();
        window.seeSaid("Snapshot before is deleted.");
        window.choose("More actions for rbd/work", "Delete");
        window.fill("To go on, type work", "work");
        window.dialogButton("Delete for good").click();
        window.awaitHeading("Images");
    }

    @Test
    void theDashboardShowsWhatHostsDoAsTheyDoIt() {
        try (Window window = signedIn()) {
            Page page = window.page();
            Load load = new Load(network, PORTAL + Gateway.IQN_PREFIX + "busy/0");
            fixtures.add(load);
            page.waitForFunction(
                    "() => parseFloat(document.querySelector('[data-tile=iops]')?.textContent) > 10");
            page.waitForFunction(
                    "() => /[KM]iB.s/.test(document.querySelector('[data-tile=write]').textContent)");
            page.waitForFunction(
                    "() => /s$/.test(document.querySelector('[data-tile=write-p99]').textContent)");
            window.see(row(window, "rbd/busy"));
            assertThat(page.locator(".plot canvas").count()).isEqualTo(4);
            assertThat(page.locator(".plot").first().getAttribute("aria-label"))
                    .startsWith("Operations. Read: now");
            window.button("1 hour").click();
            window.see(page.locator(".plot canvas"));
            load.close();
            page.waitForFunction(
                    "() => document.querySelector('[data-tile=running]').textContent === '0'");
        }
    }

    @Test
    void aSessionIsSeenWithItsKeysAndClosed() {
        try (Window window = signedIn()) {
            window.go("#/sessions", "Sessions");
            window.seeText("Nobody is logged in");
            try (Load _ = new Load(network, PORTAL + Gateway.IQN_PREFIX + "left/0")) {
                Locator session =
                        window.page()
                                .getByRole(
                                        AriaRole.LINK, new Page.GetByRoleOptions().setName(HOST));
                window.see(session);
                session.first().click();
                window.seeText("MaxRecvDataSegmentLength");
                long before = gateway.get("/sessions").at("/items/0/id").asLong();
                window.button("Close session").click();
                window.dialogButton("Close session").click();
                window.awaitHeading("Sessions");
                assertThat(gateway.get("/sessions").path("items").toString())
                        .doesNotContain("\"id\":" + before + ",");
            }
            window.seeText("Nobody is logged in");
        }
    }

    @Test
    void whatOthersChangeAppearsWithoutALoad() {
        try (Window window = signedIn()) {
            window.go("#/images", "Images");
            gateway.send("POST", "/images", "{\"name\":\"others\",\"size\":\"8MiB\"}");
            window.see(row(window, "rbd/others"));
            gateway.delete("/images/rbd/others");
            row(window, "rbd/others")
                    .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED));
        }
    }

    @Test
    void aGrantWithChapIsMadeAndItsSecretIsNeverShownAgain() {
        try (Window window = signedIn()) {
            String target = "#/targets/" + Gateway.IQN_PREFIX.replace(":", "%3A") + "left";
            window.go(target, "left").button("Grant").first().click();
            window.fill("Initiator name", "iqn.2026-11.test:chap");
            window.field("Authentication (CHAP)").selectOption("one-way");
            window.fill("User", "host1");
            window.fill("Secret", "short");
            window.dialogButton("Grant").click();
            Locator secret = window.field("Secret");
            window.see(window.page().locator(".field:has(input[name=secret]) .field-error"));
            assertThat(secret.getAttribute("aria-invalid")).isEqualTo("true");
            window.fill("Secret", "long-enough-secret");
            window.dialogButton("Grant").click();
            window.seeSaid("Granted to iqn.2026-11.test:chap");
            window.see(row(window, "iqn.2026-11.test:chap").getByText("one-way"));
            assertThat(window.page().content()).doesNotContain("long-enough-secret");
        }
    }
}
