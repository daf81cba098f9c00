package dev.rbdgate.acceptance;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/** Debian's Chromium inside a network, without a way to any other. */
final class Chromium implements AutoCloseable {

    /** Root has no sandbox; the rest keeps it from looking for its makers. */
    private static final List<String> OPTIONS =
            List.of(
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync");

    private final Playwright playwright;
    private final Browser browser;

    /**
     * @param directory takes the program that runs it
     */
    Chromium(Network network, Path directory) {
        playwright =
                Playwright.create(
                        new Playwright.CreateOptions()
                                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser =
                playwright
                        .chromium()
                        .launch(
                                new BrowserType.LaunchOptions()
                                        .setExecutablePath(inside(network, directory))
                                        .setArgs(OPTIONS));
    }

    private static Path inside(Network network, Path directory) {
        String script =
                "#!/bin/sh\nexec %s chromium \"$@\"\n"
                        .formatted(String.join(" ", network.inside(List.of())));
        try {
            Path program = Files.writeString(directory.resolve("chromium"), script);
            return Files.setPosixFilePermissions(
                    program, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A window of its own, with nothing kept from others, at the console's first page. */
    Window open(Browser.NewContextOptions look) {
        return new Window(browser.newContext(look));
    }

    /** A window of its own in the size of a desk's screen, signed in and at the dashboard. */
    Window openSignedIn(String token) {
        return open(new Browser.NewContextOptions().setViewportSize(1360, 900)).signIn(token);
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
