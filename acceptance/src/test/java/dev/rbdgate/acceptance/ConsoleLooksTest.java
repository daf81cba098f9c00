package dev.rbdgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** How the console meets people: by eye, by ear, by keyboard, on a phone, in the dark. */
@Tag("console")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConsoleLooksTest {

    private static final String MARKUP = "<img src=x onerror=document.title='owned'>";
    private static final String INITIATOR = "iqn.2026-11.test:looks";
    private static final String TARGET = "#/targets/" + Gateway.IQN_PREFIX.replace(":", "%3A");

    private static final int PHONE_WIDTH = 360;

    private final Fixtures fixtures = new Fixtures();
    private final Map<String, String> pages = new LinkedHashMap<>();
    private Gateway gateway;
    private Chromium chromium;
    private String admin;
    private String viewer;
    private String axe;

    @TempDir private static Path directory;

    @BeforeAll
    void start() throws Exception {
        Network network = fixtures.add(new Network());
        gateway =
                fixtures.add(new Gateway(network, directory.resolve("data")))
                        .start("--volume", "db1=256MiB");
        admin = Files.readString(directory.resolve("data/admin.token")).strip();
        viewer =
                gateway.send("POST", "/tokens", "{\"name\":\"looks\",\"role\":\"viewer\"}")
                        .path("token")
                        .asString();
        chromium = fixtures.add(new Chromium(network, directory));
        axe = resource("/axe/axe.min.js");
        fill();
    }

    @AfterAll
    void stop() {
        fixtures.close();
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream = ConsoleLooksTest.class.getResourceAsStream(name)) {
            return new String(
                    Objects.requireNonNull(stream, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Something for every page, and for every state of a row. */
    private void fill() {
        gateway.send("POST", "/images", "{\"name\":\"" + MARKUP + "\",\"size\":\"8MiB\"}");
        gateway.send("POST", "/images/rbd/db1/snapshots", "{\"name\":\"monday\"}");
        gateway.send("POST", "/images/rbd/db1/snapshots", "{\"name\":\"kept\",\"protected\":true}");
        gateway.send("POST", "/images", "{\"name\":\"copy\",\"from\":\"rbd/db1@monday\"}");
        gateway.send("POST", "/images", "{\"name\":\"old\",\"size\":\"8MiB\"}");
        gateway.send("POST", "/trash", "{\"image\":\"rbd/old\"}");
        gateway.send("POST", "/images/rbd/copy/object-map/rebuild", "{}");
        gateway.send(
                "POST",
                "/targets/" + Gateway.IQN_PREFIX + "db1/initiators",
                "{\"initiator\":\"" + INITIATOR + "\"}");
        pages.put("#/", "Dashboard");
        pages.put("#/volumes", "Volumes");
        pages.put("#/images", "Images");
        pages.put("#/images/rbd/db1", "rbd/db1");
        pages.put("#/images/rbd/db1?tab=snapshots", "rbd/db1");
        pages.put("#/images/rbd/db1?tab=map", "rbd/db1");
        pages.put("#/images/rbd/db1?tab=properties", "rbd/db1");
        pages.put("#/targets", "Targets");
        pages.put(TARGET + "db1", "db1");
        pages.put("#/sessions", "Sessions");
        pages.put("#/tasks", "Tasks");
        pages.put("#/trash", "Trash");
        pages.put("#/namespaces", "Namespaces");
        pages.put("#/audit", "Audit log");
        pages.put("#/tokens", "API tokens");
        pages.put("#/nowhere", "Not found");
    }

    private Window open(ColorScheme colors, int width, int height) {
        return chromium.open(
                new Browser.NewContextOptions()
                        .setColorScheme(colors)
                        .setViewportSize(width, height));
    }

    private Window open() {
        return open(ColorScheme.LIGHT, 1280, 900);
    }

    /** What axe finds wrong, with where and why. */
    private List<?> violations(Page page) {
        page.evaluate(axe);
        return (List<?>)
                page.evaluate(
                        """
                        async () => (await axe.run()).violations.map(it =>
                            it.id + ': ' + it.nodes.map(n => n.html + ' ' + n.failureSummary).join('; '))
                        """);
    }

    /** Until nothing of a page is still being loaded. */
    private static void settle(Window window) {
        window.page().waitForFunction("() => !document.querySelector('.skeleton')");
    }

    @Test
    void everyPageAndDialogIsAccessibleInTheLightAndInTheDark() {
        for (ColorScheme colors : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
            try (Window window = open(colors, 1280, 900)) {
                assertThat(violations(window.page())).as("sign in, " + colors).isEmpty();
                window.signIn(admin);
                pages.forEach((address, heading) -> {
                    settle(window.go(address, heading));
                    assertThat(violations(window.page())).as(address + ", " + colors).isEmpty();
                });
                settle(window.go("#/volumes", "Volumes"));
                window.button("Create volume").first().click();
                assertThat(violations(window.page())).as("a dialog, " + colors).isEmpty();
                window.page().keyboard().press("Escape");
                settle(window.go(TARGET + "db1", "db1"));
                window.button("Edit").first().click();
                window.button("Add a portal").click();
                assertThat(violations(window.page())).as("a wide one, " + colors).isEmpty();
            }
        }
    }

    @Test
    void everyPageFitsAPhone() {
        try (Window window = open(ColorScheme.LIGHT, PHONE_WIDTH, 740)) {
            window.signIn(admin);
            pages.forEach((address, heading) -> {
                settle(window.go(address, heading));
                assertThat((Integer) window.page().evaluate("document.documentElement.scrollWidth"))
                        .as(address)
                        .isLessThanOrEqualTo(PHONE_WIDTH);
            });
            window.button("Menu").click();
            window.page()
                    .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Trash"))
                    .click();
            window.awaitHeading("Trash");
            window.choose("Actions for old", "Delete for good");
            Locator dialog = window.page().getByRole(AriaRole.DIALOG);
            assertThat(dialog.boundingBox().width).isLessThanOrEqualTo(PHONE_WIDTH);
        }
    }

    @Test
    void namesThatLookLikeMarkupAreText() {
        try (Window window = open()) {
            window.signIn(admin);
            window.go("#/images", "Images");
            window.seeText(MARKUP);
            window.page().getByText(MARKUP).first().click();
            window.awaitHeading("rbd/" + MARKUP);
            window.choose("More actions for rbd/" + MARKUP, "Delete");
            window.seeText("To go on, type " + MARKUP);
            window.dialogButton("Cancel").click();
            window.go("#/audit", "Audit log");
            window.seeText("rbd/" + MARKUP);
            assertThat(window.page().locator("main img").count()).isZero();
            assertThat(window.page().title()).doesNotContain("owned");
        }
    }

    @Test
    void aViewerIsOfferedNothingThatItMayNotDo() {
        try (Window window = open()) {
            window.signIn(viewer);
            assertThat(window.page().getByText("Audit log").count()).isZero();
            assertThat(window.page().getByText("API tokens").count()).isZero();
            for (String address :
                    new String[] {
                        "#/images",
                        "#/images/rbd/db1",
                        "#/images/rbd/db1?tab=snapshots",
                        "#/images/rbd/db1?tab=properties",
                        "#/namespaces",
                        "#/targets",
                        TARGET + "db1",
                        "#/tasks",
                        "#/trash"
                    }) {
                settle(window.go(address, Objects.requireNonNull(pages.get(address))));
                assertThat(window.page().locator("main button").allInnerTexts())
                        .as(address)
                        .allMatch(it -> it.contains("Copy"));
            }
        }
    }

    @Test
    void aWrongTokenIsToldAndARightOneIsForgottenWithTheTab() {
        try (Window window = open()) {
            window.page().getByLabel("Token").fill("wrong");
            window.button("Sign in").click();
            window.seeText("the token is not known here, or was revoked");
            window.signIn(admin);
            assertThat(window.page().evaluate("JSON.stringify(localStorage)").toString())
                    .doesNotContain(admin);
            assertThat(window.page().context().cookies()).isEmpty();
            window.page().reload();
            window.awaitHeading("Dashboard");
            window.button("Sign out").click();
            window.awaitHeading("Sign in");
            assertThat(window.page().evaluate("sessionStorage.length")).isEqualTo(0);
        }
    }

    @Test
    void aRefusalStandsAtTheFieldThatItNames() {
        try (Window window = open()) {
            window.signIn(admin).go("#/images", "Images").button("Create image").first().click();
            window.fill("Name", "good");
            window.fill("Size", "12 parsecs");
            window.dialogButton("Create").click();
            Locator size = window.field("Size");
            window.see(window.page().locator(".field:has(input[name=size]) .field-error"));
            assertThat(size.getAttribute("aria-invalid")).isEqualTo("true");
            assertThat(window.page().evaluate("document.activeElement.name")).isEqualTo("size");
        }
    }

    @Test
    void everythingIsDoneWithTheKeyboardAlone() {
        try (Window window = open()) {
            Page page = window.page();
            page.keyboard().type(admin);
            page.keyboard().press("Enter");
            window.awaitHeading("Dashboard");
            press(page, "Tab", 1);
            assertThat(focused(page)).isEqualTo("Skip to content");
            assertThat(outline(page)).isNotEqualTo("0px");
            page.keyboard().press("Enter");
            assertThat(page.evaluate("document.activeElement.id")).isEqualTo("main");
            window.go("#/images", "Images");
            window.button("Create image").first().focus();
            page.keyboard().press("Enter");
            for (int i = 0; i < 12; i++) {
                page.keyboard().press("Tab");
                assertThat(page.evaluate("!!document.activeElement.closest('dialog')"))
                        .as("Tab stays in the dialog")
                        .isEqualTo(true);
                assertThat(outline(page)).as("the focus is to be seen").isNotEqualTo("0px");
            }
            page.keyboard().press("Escape");
            page.locator("dialog").waitFor(hidden());
            assertThat(focused(page)).as("focus is given back").contains("Create image");
            page.keyboard().press("Enter");
            page.keyboard().type("typed");
            page.keyboard().press("Enter");
            window.awaitHeading("rbd/typed");
            window.button("More actions for rbd/typed").focus();
            page.keyboard().press("Enter");
            press(page, "Tab", 6);
            assertThat(focused(page)).isEqualTo("Delete");
            page.keyboard().press("Enter");
            page.keyboard().type("typed");
            page.keyboard().press("Enter");
            window.awaitHeading("Images");
        }
    }

    private static Locator.WaitForOptions hidden() {
        return new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED);
    }

    private static void press(Page page, String key, int times) {
        for (int i = 0; i < times; i++) {
            page.keyboard().press(key);
        }
    }

    private static String focused(Page page) {
        return page.evaluate("document.activeElement.innerText.trim()").toString();
    }

    private static String outline(Page page) {
        return page.evaluate("getComputedStyle(document.activeElement).outlineWidth").toString();
    }

    @Test
    void theColoursAreTheSystemsUntilSomebodyChooses() {
        try (Window window = open(ColorScheme.DARK, 1280, 900)) {
            String dark = background(window.page());
            window.button("Dark colours").click();
            String light = background(window.page());
            assertThat(light).isNotEqualTo(dark);
            window.page().reload();
            assertThat(background(window.page())).isEqualTo(light);
        }
        try (Window window = open()) {
            assertThat(background(window.page())).isEqualTo("rgb(244, 246, 248)");
        }
    }

    private static String background(Page page) {
        page.getByLabel("Token").waitFor();
        return page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
                .toString();
    }
}
