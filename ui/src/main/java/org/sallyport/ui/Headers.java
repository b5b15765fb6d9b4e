package org.sallyport.ui;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** What every answer tells the browser, errors included: load nothing from elsewhere, keep nothing, tell nobody. */
final class Headers {

    private static final String CONTENT_SECURITY_POLICY = String.join(
            "; ",
            "default-src 'none'",
            "style-src 'self'",
            "script-src 'self'",
            "img-src 'self' data:",
            "connect-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'");

    private static final Map<String, String> ALL = new LinkedHashMap<>();

    static {
        ALL.put("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        ALL.put("X-Content-Type-Options", "nosniff");
        ALL.put("Referrer-Policy", "no-referrer");
        ALL.put("X-Frame-Options", "DENY");
        ALL.put("Cross-Origin-Opener-Policy", "same-origin");
        ALL.put("Cross-Origin-Resource-Policy", "same-origin");
        ALL.put("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
        ALL.put("Cache-Control", "no-store");
    }

    private Headers() {}

    static void give(BiConsumer<String, String> set) {
        ALL.forEach(set);
    }
}
