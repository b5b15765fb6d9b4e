package org.sallyport.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sallyport.archive.search.ArchiveStatus;

/**
 * The console in a real browser. Pictures of every page go to the directory in {@code sallyport.screenshots}; without
 * Chromium on the machine there is nothing to try.
 */
class ConsoleIT {

    private static @Nullable Chromium chromium;

    private final FakeArchive archive = new FakeArchive();
    private Console console;

    @BeforeAll
    static void launch() {
        chromium = new Chromium();
    }

    @AfterAll
    static void quit() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void start() throws IOException {
        console = Console.start(
                ConsoleSettings.DEFAULTS.withAddress("127.0.0.1", 0),
                ConsoleServices.of(archive, new FakeDirectory(), new TestClock()));
    }

    @AfterEach
    void stop() {
        console.close();
        assertThat(browser().complaints).isEmpty();
    }

    @Test
    void searchesAndReadsAConversation() {
        archive.events.addAll(Story.day());
        Page page = open(ColorScheme.LIGHT, 1280, 900, true);
        shoot(page, "sign-in-light");
        signIn(page, "wrong");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("do not fit");
        signIn(page, FakeDirectory.PASSWORD);
        assertThat(page.getByLabel("Words", new Page.GetByLabelOptions().setExact(true)))
                .isFocused();
        shoot(page, "search-light");

        page.getByLabel("Words", new Page.GetByLabelOptions().setExact(true)).fill("merger");
        page.keyboard().press("Enter");
        assertThat(page.locator("mark").first()).hasText("merger");
        shoot(page, "results-light");

        page.getByText("Between us")
                .locator("xpath=ancestor::li")
                .getByText("Open conversation")
                .click();
        assertThat(page.locator("#hit")).isInViewport();
        shoot(page, "conversation-light");
        assertThat(page.locator("#transcript script, #transcript img")).hasCount(0);
        assertThat(page.getByText(Story.ATTACK)).isVisible();
        page.getByText("Show exact sources").click();
        assertThat(page.locator("pre").first()).isVisible();
        shoot(page, "sources-light");
        assertThat(page).not().hasTitle("pwned");

        page.getByText("Sign out").click();
        assertThat(page).hasURL(url("/sign-in"));
        page.context().close();
    }

    @Test
    void loadsMoreInPlace() {
        archive.events.addAll(Story.day());
        Page page = open(ColorScheme.DARK, 1280, 900, true);
        shoot(page, "sign-in-dark");
        signIn(page, FakeDirectory.PASSWORD);
        shoot(page, "search-dark");
        page.getByText("Search", new Page.GetByTextOptions().setExact(true))
                .last()
                .click();
        assertThat(page.locator(".hit")).hasCount(25);
        shoot(page, "results-dark");
        String address = page.url();
        page.getByText("More results").click();
        assertThat(page.locator(".hit")).hasCount(50);
        assertThat(page.getByText("More results")).hasCount(1);
        page.getByText("More results").click();
        assertThat(page.locator(".hit")).hasCount(Story.day().size());
        assertThat(page).hasURL(address);
        // The browser keeps no page; all that htmx notes is the address, which says nothing.
        assertThat(page.evaluate("() => Object.keys(localStorage).concat(Object.values(sessionStorage)).join()"))
                .isEqualTo(address.substring(url("").length()));

        page.getByText("Between us")
                .locator("xpath=ancestor::li")
                .getByText("Open conversation")
                .click();
        shoot(page, "conversation-dark");
        page.context().close();
    }

    @Test
    void readsLongConversationsBothWaysInPlace() {
        for (int i = 0; i < 300; i++) {
            archive.events.add(Hits.said(
                    i, i % 2 == 0 ? Hits.ANNA : Hits.BORIS, i % 2 == 0 ? Hits.BORIS : Hits.ANNA, "line " + i + "."));
        }
        Page page = open(ColorScheme.LIGHT, 1280, 900, true);
        signIn(page, FakeDirectory.PASSWORD);
        page.navigate(url("/conversation/c-1?around=r150#hit"));
        assertThat(page.locator("li.line")).hasCount(121);
        page.getByText("Earlier").click();
        assertThat(page.locator("li.line")).hasCount(181);
        assertThat(page.getByText("Later")).hasCount(1);
        page.getByText("Later").click();
        assertThat(page.locator("li.line")).hasCount(241);
        assertThat(page.locator("li.line .words").first()).hasText("line 30.");
        assertThat(page.locator("li.line .words").last()).hasText("line 270.");
        page.context().close();
    }

    @Test
    void worksWithoutScriptsAndOnAPhone() {
        archive.events.addAll(Story.day());
        Page page = open(ColorScheme.LIGHT, 390, 844, false);
        shoot(page, "sign-in-mobile");
        signIn(page, FakeDirectory.PASSWORD);
        shoot(page, "search-mobile");
        page.locator("#words").fill("merger");
        page.keyboard().press("Enter");
        assertThat(page.locator("mark").first()).hasText("merger");
        shoot(page, "results-mobile");
        page.getByText("Between us")
                .locator("xpath=ancestor::li")
                .getByText("Open conversation")
                .click();
        shoot(page, "conversation-mobile");
        page.navigate(url("/"));
        page.getByText("Search", new Page.GetByTextOptions().setExact(true))
                .last()
                .click();
        page.getByText("More results").click();
        assertThat(page.locator(".hit")).hasCount(25);
        assertThat(page).hasURL(Pattern.compile(".*page=1"));
        page.context().close();
    }

    @Test
    void emptyAndBrokenStatesAreReadable() {
        archive.status = new ArchiveStatus(true, "Waiting for the first record.", 0, 0);
        Page page = open(ColorScheme.LIGHT, 1280, 900, true);
        signIn(page, FakeDirectory.PASSWORD);
        shoot(page, "nothing-yet-light");
        archive.status = new ArchiveStatus(true, "Shipping 2,000 records a second.", 5_000, 3_766);
        page.locator("#words").fill("unobtainium");
        page.getByLabel("What became of it").selectOption("deny");
        page.keyboard().press("Enter");
        page.locator("#words").press("Enter");
        assertThat(page.getByText("Nothing found")).isVisible();
        shoot(page, "nothing-found-light");
        archive.down = true;
        archive.status = new ArchiveStatus(false, "No answer since 09:12.", 5_000, 3_766);
        page.locator("#words").press("Enter");
        assertThat(page.getByText("The archive does not answer")).isVisible();
        shoot(page, "unavailable-light");
        page.navigate(url("/nowhere"));
        shoot(page, "not-found-light");
        page.context().close();
    }

    private static Chromium browser() {
        return Objects.requireNonNull(chromium, "launched before");
    }

    private Page open(ColorScheme scheme, int width, int height, boolean scripts) {
        Page page = browser().open(url(""), scheme, width, height, scripts);
        page.navigate(url("/"));
        return page;
    }

    private static void signIn(Page page, String password) {
        Chromium.signIn(page, "olga", password);
    }

    private String url(String path) {
        return "http://127.0.0.1:" + console.port() + path;
    }

    private static void shoot(Page page, String name) {
        Chromium.shoot(page, name);
    }
}
