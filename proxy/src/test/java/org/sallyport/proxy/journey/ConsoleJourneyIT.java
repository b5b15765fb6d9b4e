package org.sallyport.proxy.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sallyport.proxy.testkit.GatewayFiles;
import org.sallyport.proxy.testkit.LocalGateway;
import org.sallyport.proxy.testkit.LocalGateway.Entry;
import org.sallyport.proxy.testkit.OscarClient;

/**
 * From the wire to the page: people talk, and Carol of Compliance finds it in her browser. Pictures go to the directory in
 * {@code sallyport.screenshots}.
 */
class ConsoleJourneyIT {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final String SCRIPT = "<script>document.title='pwned'</script> hello from the script";
    private static final String IMAGE = "<img src=x onerror=\"document.title='pwned'\">hello from the image";

    private static @Nullable Playwright playwright;
    private static @Nullable LocalGateway local;

    private final List<String> complaints = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(CHROMIUM), "skipped: no Chromium at " + CHROMIUM);
        local = LocalGateway.start("", GatewayFiles.LOCAL_NODE);
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    }

    @AfterAll
    static void stop() throws Exception {
        if (playwright != null) {
            playwright.close();
        }
        if (local != null) {
            local.close();
        }
    }

    @Test
    void carolFindsWhatWasSaid() throws Exception {
        LocalGateway gateway = Objects.requireNonNull(local);
        talk(gateway);
        gateway.awaitArchived();
        try (Browser browser = launch(Objects.requireNonNull(playwright))) {
            Page page = browser.newContext(new Browser.NewContextOptions().setViewportSize(1280, 900))
                    .newPage();
            listen(page);
            page.navigate("http://127.0.0.1:" + gateway.gateway().consolePort() + "/");
            page.getByLabel("Login").fill("carol");
            page.getByLabel("Password")
                    .fill(Objects.requireNonNull(gateway.gateway().samplePassword()));
            page.getByText("Sign in").last().click();

            Locator words = page.getByLabel("Words", new Page.GetByLabelOptions().setExact(true));
            words.fill("hello");
            words.press("Enter");
            assertThat(page.locator("mark").first()).hasText("hello");
            shoot(page, "journey-results");
            // Each of the five was recorded on its way out and on its way in.
            assertThat(page.locator(".hit")).hasCount(10);

            words.fill("heron");
            words.press("Enter");
            assertThat(page.locator(".hit")).hasCount(2);
            page.getByText("Open conversation").first().click();
            assertThat(page.locator("#hit")).isInViewport();
            assertThat(page.getByText("Alice Adams").first()).isVisible();
            assertThat(page.getByText("Bob Brown").first()).isVisible();
            assertThat(page.getByText("hello from the script").first()).isVisible();
            assertThat(page.locator("#transcript script, #transcript img")).hasCount(0);
            shoot(page, "journey-conversation");
            page.getByText("Show exact sources").first().click();
            assertThat(page.getByText(IMAGE).first()).isVisible();
            assertThat(page.locator("#transcript script, #transcript img")).hasCount(0);
            shoot(page, "journey-sources");
            assertThat(page).not().hasTitle("pwned");
        }
        assertThat(complaints).isEmpty();
    }

    private static void talk(LocalGateway gateway) throws Exception {
        try (OscarClient alice = gateway.signOn(Entry.SOCKS_5, "alice");
                OscarClient bobby = gateway.signOnRecorded(Entry.FIXED)) {
            say(alice, "bobby", bobby, "<HTML><BODY>hello Bob</BODY></HTML>");
            say(bobby, "alice", alice, "<HTML><BODY>hello Alice, did the <b>heron</b> come back?</BODY></HTML>");
            say(alice, "bobby", bobby, SCRIPT);
            say(alice, "bobby", bobby, IMAGE);
            say(bobby, "alice", alice, "hello? a<b && c>d");
            alice.offerFile("stranger99", "merger.doc", 4_096);
            alice.expectNotice("not allowed here");
        }
    }

    private static void say(OscarClient from, String to, OscarClient recipient, String words) throws Exception {
        from.expectAck(from.say(to, words));
        recipient.expectMessage(to.equals("bobby") ? "alice" : "bobby", words);
    }

    private static Browser launch(Playwright playwright) {
        return playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
    }

    private void listen(Page page) {
        page.onDialog(dialog -> {
            complaints.add("dialog: " + dialog.message());
            dialog.dismiss();
        });
        page.onPageError(error -> complaints.add("script error: " + error));
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text());
            }
        });
        page.onRequest(request -> {
            if (!request.url().startsWith("http://127.0.0.1:")) {
                complaints.add("a request to elsewhere: " + request.url());
            }
        });
    }

    private static void shoot(Page page, String name) {
        String directory = System.getProperty("sallyport.screenshots");
        if (directory != null) {
            page.screenshot(new Page.ScreenshotOptions()
                    .setPath(Path.of(directory).resolve(name + ".png"))
                    .setFullPage(true));
        }
    }
}
