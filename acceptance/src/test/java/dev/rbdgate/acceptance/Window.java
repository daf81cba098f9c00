package dev.rbdgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A window with the console in it. When it is closed nothing may have gone wrong on the way: no
 * error in the browser's own console, which is where a breach of the content security policy is
 * told, and no request to another host.
 */
final class Window implements AutoCloseable {

    static final String URL = "http://127.0.0.1:8080/";

    private static final double LIMIT_MILLIS = 15_000;

    /** What Chromium says of answers such as 404 and 409, which pages show in their own way. */
    private static final String REFUSED = "the server responded with a status of 4";

    private static final Set<String> TROUBLE = Set.of("error", "warning");

    private final BrowserContext context;
    private final Page page;
    private final List<String> troubles = new ArrayList<>();

    Window(BrowserContext context) {
        this.context = context;
        context.setDefaultTimeout(LIMIT_MILLIS);
        page = context.newPage();
        page.onConsoleMessage(this::note);
        page.onPageError(troubles::add);
        page.onRequest(request -> {
            if (!request.url().startsWith(URL) && !request.url().startsWith("blob:" + URL)) {
                troubles.add("a request to " + request.url());
            }
        });
        page.navigate(URL);
    }

    private void note(ConsoleMessage message) {
        if (TROUBLE.contains(message.type()) && !message.text().contains(REFUSED)) {
            troubles.add(message.text());
        }
    }

    Page page() {
        return page;
    }

    /** Signs in and waits for the dashboard. */
    Window signIn(String token) {
        page.getByLabel("Token").fill(token);
        button("Sign in").click();
        awaitHeading("Dashboard");
        return this;
    }

    /** Goes to the page of an address such as {@code #/images}. */
    Window go(String address, String heading) {
        page.evaluate("address => { location.hash = address; }", address);
        awaitHeading(heading);
        return this;
    }

    void awaitHeading(String text) {
        see(
                page.getByRole(
                        AriaRole.HEADING,
                        new Page.GetByRoleOptions().setName(text).setExact(true).setLevel(1)));
    }

    /** Waits until something is to be seen. */
    void see(Locator locator) {
        PlaywrightAssertions.assertThat(locator.first())
                .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(LIMIT_MILLIS));
    }

    void seeText(String text) {
        see(page.getByText(text));
    }

    /** The message that something was done. */
    void seeSaid(String text) {
        see(page.locator(".toast").getByText(text));
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** A button of the dialog that is open. */
    Locator dialogButton(String name) {
        return page.getByRole(AriaRole.DIALOG)
                .getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName(name).setExact(true));
    }

    /** A field of the dialog that is open. */
    Locator field(String label) {
        return page.getByRole(AriaRole.DIALOG)
                .getByLabel(label, new Locator.GetByLabelOptions().setExact(true));
    }

    void fill(String label, String text) {
        field(label).fill(text);
    }

    /** Opens the list of actions of something, and takes one. */
    void choose(String menu, String action) {
        button(menu).click();
        button(action).click();
    }

    /** What is on the page, as one text. */
    String text() {
        return page.locator("main").innerText();
    }

    @Override
    public void close() {
        context.close();
        assertThat(troubles).isEmpty();
    }
}
