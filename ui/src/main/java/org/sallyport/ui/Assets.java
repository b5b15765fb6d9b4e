package org.sallyport.ui;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;

/** Style sheet, script and picture. They are few and named here, so that no path ever reaches the class path or a disk. */
final class Assets {

    private static final String OWN = "/org/sallyport/ui/assets/";
    private static final String HTMX = "/META-INF/resources/webjars/htmx.org/";
    private static final String HTMX_POM = "/META-INF/maven/org.webjars.npm/htmx.org/pom.properties";

    private static final class Asset {
        private final String type;
        private final byte[] bytes;
        private final String tag;

        Asset(String type, byte[] bytes) {
            this.type = type;
            this.bytes = bytes;
            this.tag = tag(bytes);
        }

        void give(Context ctx) {
            // Nothing of anybody's in here: browsers may keep it, asking each time whether it is still the same.
            ctx.header("Cache-Control", "no-cache").header("ETag", tag);
            if (tag.equals(ctx.header("If-None-Match"))) {
                ctx.status(304);
            } else {
                ctx.contentType(type).result(bytes);
            }
        }
    }

    List<Route> routes() {
        return List.of(
                route("console.css", "text/css; charset=utf-8", OWN + "console.css"),
                route("sallyport.svg", "image/svg+xml", OWN + "sallyport.svg"),
                route("htmx.min.js", "text/javascript; charset=utf-8", HTMX + htmxVersion() + "/dist/htmx.min.js"));
    }

    private static Route route(String name, String type, String resource) {
        Asset asset = new Asset(type, read(resource));
        return Route.open(HandlerType.GET, "/assets/" + name, (ctx, session) -> asset.give(ctx));
    }

    private static String htmxVersion() {
        Properties properties = new Properties();
        try (InputStream in = open(HTMX_POM)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }

    private static byte[] read(String resource) {
        try (InputStream in = open(resource)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String resource) {
        InputStream in = Assets.class.getResourceAsStream(resource);
        if (in == null) {
            throw new IllegalStateException("the console was packaged without " + resource);
        }
        return in;
    }

    private static String tag(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return '"' + HexFormat.of().formatHex(hash, 0, 16) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
