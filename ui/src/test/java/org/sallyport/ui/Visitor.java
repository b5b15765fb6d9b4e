package org.sallyport.ui;

import java.io.IOException;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A browser without a window: keeps cookies, fills in forms, follows nothing by itself. */
final class Visitor {

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private static final Pattern TOKEN = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");
    private static final Pattern ME_TOKEN = Pattern.compile("\"csrf\":\"([^\"]+)\"");

    final Map<String, String> cookies = new LinkedHashMap<>();
    private final String base;

    Visitor(Console console) {
        base = "http://127.0.0.1:" + console.port();
    }

    HttpResponse<String> get(String path, String... headers) {
        return send(request(path, headers).GET().build());
    }

    HttpResponse<String> method(String method, String path) {
        return send(request(path).method(method, BodyPublishers.noBody()).build());
    }

    /** Posts fields as they are; names and values in turn. */
    HttpResponse<String> post(String path, String... fields) {
        StringJoiner form = new StringJoiner("&");
        for (int i = 0; i < fields.length; i += 2) {
            form.add(encoded(fields[i]) + "=" + encoded(fields[i + 1]));
        }
        return postBody(path, "application/x-www-form-urlencoded", form.toString());
    }

    HttpResponse<String> postBody(String path, String type, String body) {
        return send(request(path, "Content-Type", type)
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    /** Posts a form with a file in it. */
    HttpResponse<String> upload(String path, String token, String name, String content) {
        String body = "--b\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n" + token
                + "\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name
                + "\"\r\nContent-Type: text/csv\r\n\r\n" + content + "\r\n--b--\r\n";
        return postBody(path, "multipart/form-data; boundary=b", body);
    }

    HttpResponse<String> signIn(String login, String password) {
        String token = token(get("/sign-in").body());
        return post("/sign-in", "csrf", token, "login", login, "password", password);
    }

    /** Signs in, checks nothing. */
    Visitor as(String login) {
        signIn(login, FakeDirectory.PASSWORD);
        return this;
    }

    /** Searches and goes where it leads. */
    HttpResponse<String> search(String... fields) {
        String[] all = new String[fields.length + 2];
        all[0] = "csrf";
        all[1] = token(get("/").body());
        System.arraycopy(fields, 0, all, 2, fields.length);
        return get(location(post("/search", all)));
    }

    /** The token this visitor's forms have. */
    String formToken() {
        String session = csrf();
        return session == null ? token(get("/sign-in").body()) : session;
    }

    /** The session's token, as scripts learn it; null when there is no session. */
    @Nullable
    String csrf() {
        Matcher matcher = ME_TOKEN.matcher(get("/api/v1/me").body());
        return matcher.find() ? matcher.group(1) : null;
    }

    /** What a script with this session would ask. */
    HttpResponse<String> call(String method, String path, String type, String body) {
        List<String> headers = new ArrayList<>(List.of("Content-Type", type));
        String token = csrf();
        if (token != null) {
            headers.addAll(List.of("X-CSRF-Token", token));
        }
        return call(method, path, body, headers.toArray(new String[0]));
    }

    /** What a script asks; header names and values in turn. */
    HttpResponse<String> call(String method, String path, String body, String[] headers) {
        return send(request(path, headers)
                .method(method, method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build());
    }

    static String token(String page) {
        Matcher matcher = TOKEN.matcher(page);
        return matcher.find() ? matcher.group(1) : "none";
    }

    static String location(HttpResponse<?> response) {
        return response.headers().firstValue("Location").orElseThrow();
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        if (!cookies.isEmpty()) {
            StringJoiner header = new StringJoiner("; ");
            cookies.forEach((name, value) -> header.add(name + "=" + value));
            request.header("Cookie", header.toString());
        }
        return request;
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            HttpResponse<String> response = CLIENT.send(request, BodyHandlers.ofString());
            for (String header : response.headers().allValues("Set-Cookie")) {
                for (HttpCookie cookie : HttpCookie.parse(header)) {
                    if (cookie.getMaxAge() == 0) {
                        cookies.remove(cookie.getName());
                    } else {
                        cookies.put(cookie.getName(), cookie.getValue());
                    }
                }
            }
            return response;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
