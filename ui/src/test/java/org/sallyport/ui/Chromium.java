package org.sallyport.ui;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.LoadState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Assumptions;

/**
 * A real browser, and what it complains about. Pictures go to the directory in {@code sallyport.screenshots}; without Chromium
 * on the machine there is nothing to try.
 */
final class Chromium implements AutoCloseable {

    private static final Path PROGRAM = Path.of("/usr/bin/chromium");

    /** Whatever no page may do: dialogs, errors, requests to elsewhere. */
    final List<String> complaints = new CopyOnWriteArrayList<>();

    private final Playwright playwright;
    private final Browser browser;

    Chromium() {
        Assumptions.assumeTrue(Files.isExecutable(PROGRAM), "skipped: no Chromium at " + PROGRAM);
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(PROGRAM)
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
    }

    /** A new visitor's page. */
    Page open(String base, ColorScheme scheme, int width, int height, boolean scripts) {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                .setColorScheme(scheme)
                .setViewportSize(width, height)
                .setJavaScriptEnabled(scripts));
        Page page = context.newPage();
        page.onDialog(dialog -> {
            complaints.add("dialog: " + dialog.message());
            dialog.dismiss();
        });
        page.onPageError(error -> complaints.add("script error: " + error));
        page.onConsoleMessage(message -> {
            // The browser reports answers above 399 on its console too; these are wanted here.
            if (message.type().equals("error") && !message.text().startsWith("Failed to load resource")) {
                complaints.add(message.text());
            }
        });
        page.onRequest(request -> {
            if (!request.url().startsWith(base + "/")) {
                complaints.add("a request to elsewhere: " + request.url());
            }
        });
        return page;
    }

    static void signIn(Page page, String login, String password) {
        page.getByLabel("Login").fill(login);
        page.getByLabel("Password").fill(password);
        page.getByText("Sign in").last().click();
    }

    static void shoot(Page page, String name) {
        String directory = System.getProperty("sallyport.screenshots");
        if (directory == null) {
            return;
        }
        Page.ScreenshotOptions options =
                new Page.ScreenshotOptions().setPath(Path.of(directory).resolve(name + ".png"));
        try {
            page.screenshot(options);
        } catch (PlaywrightException e) {
            // On a busy machine the browser sometimes has no frame to give yet; the picture is no assertion.
            page.waitForLoadState(LoadState.NETWORKIDLE);
            page.screenshot(options);
        }
    }

    @Override
    public void close() {
        playwright.close();
    }
}
