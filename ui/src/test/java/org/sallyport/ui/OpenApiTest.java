package org.sallyport.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sallyport.policy.identity.binding.Binding;
import org.sallyport.policy.identity.binding.Bindings;
import org.sallyport.protocols.ScreenName;

/** The description of the routes for scripts, against the routes and what they really answer. */
class OpenApiTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete");
    private static final Pattern PARAMETER = Pattern.compile("\\{([a-z]+)}");

    private static Kit kit;
    private static JsonNode document;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        kit = new Kit(folder);
        document = MAPPER.readTree(
                new Visitor(kit.console).get("/api/v1/openapi.json").body());
        kit.presence.on("c-1", "annaf", "anna", "AIM/5.1").on("c-2", "stranger", null, "Trillian");
        kit.held.hold("h-1", "legal", "annaf", "text", "rule").hold("h-2", "legal", "annaf", "text", "rule");
        kit.held.reject("h-2", "olga", "because");
        for (String login : List.of("anna", "boris")) {
            kit.bindings.bind(new Bindings.Claim(
                    ScreenName.of(FakePeople.AIM, "annaf"),
                    FakePeople.person(login),
                    Binding.Source.REGISTRATION,
                    login,
                    ""));
        }
    }

    @AfterAll
    static void stop() throws IOException {
        kit.close();
    }

    @Test
    void everyRouteIsDescribedAndNothingElse() {
        assertThat(document.at("/openapi").asText()).startsWith("3.1.");
        assertThat(document.at("/servers/0/url").asText()).isEqualTo(Route.API);
        Set<String> described = new TreeSet<>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    assertThat(METHODS).contains(operation.getKey());
                    described.add(operation.getKey().toUpperCase(Locale.ROOT) + " " + Route.API + path.getKey());
                }));
        Set<String> there = new TreeSet<>();
        remote().forEach(route -> there.add(route.method() + " " + route.path()));
        assertThat(described).isEqualTo(there);
    }

    private static List<Route.Remote> remote() {
        return kit.console.routes().stream()
                .filter(Route.Remote.class::isInstance)
                .map(Route.Remote.class::cast)
                .toList();
    }

    private static JsonNode operation(Route route) {
        return document.get("paths")
                .get(route.path().substring(Route.API.length()))
                .get(route.method().name().toLowerCase(Locale.ROOT));
    }

    @Test
    void operationsSayWhatTheirRoutesTake() {
        Set<String> ids = new HashSet<>();
        Set<String> tags = new HashSet<>();
        document.get("tags").forEach(tag -> tags.add(tag.get("name").asText()));
        for (Route.Remote route : remote()) {
            JsonNode operation = operation(route);
            String name = route.method() + " " + route.path();
            assertThat(ids.add(operation.get("operationId").asText())).as(name).isTrue();
            assertThat(tags).as(name).contains(operation.at("/tags/0").asText());
            assertThat(operation.get("summary").asText()).as(name).isNotBlank();
            assertThat(operation.get("x-permission").asText())
                    .as(name)
                    .isEqualTo(route.access().name());
            assertThat(operation.has("requestBody")).as(name).isEqualTo(route.changes());
            if (route.changes()) {
                assertThat(operation.at("/requestBody/content").fieldNames().next())
                        .as(name)
                        .isEqualTo(route.takes());
            }
            Set<String> inPath = new HashSet<>();
            for (JsonNode parameter : operation.path("parameters")) {
                JsonNode resolved = resolved(parameter);
                assertThat(resolved.has("schema")).as(name).isTrue();
                if (resolved.get("in").asText().equals("path")) {
                    inPath.add(resolved.get("name").asText());
                }
            }
            Set<String> wanted = new HashSet<>();
            Matcher matcher = PARAMETER.matcher(route.path());
            while (matcher.find()) {
                wanted.add(matcher.group(1));
            }
            assertThat(inPath).as(name).isEqualTo(wanted);
            assertThat(operation.get("responses").has("401")).as(name).isTrue();
        }
    }

    @Test
    void whatIsReferredToIsThereAndNothingIsLeftOver() {
        Set<String> used = new HashSet<>();
        references(document, used);
        for (String reference : used) {
            assertThat(reference).startsWith("#/components/");
            assertThat(document.at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse();
        }
        for (String kind : List.of("schemas", "responses", "parameters")) {
            document.at("/components/" + kind)
                    .fieldNames()
                    .forEachRemaining(name -> assertThat(used).contains("#/components/" + kind + "/" + name));
        }
    }

    private static void references(JsonNode node, Set<String> into) {
        if (node.has("$ref")) {
            into.add(node.get("$ref").asText());
        }
        node.forEach(child -> references(child, into));
    }

    private static JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? resolved(document.at(node.get("$ref").asText().substring(1))) : node;
    }

    /** A description that the answers outgrew is wrong, so some of each kind are held against it. */
    @Test
    void answersAreAsDescribed() throws IOException {
        Visitor olga = kit.as("olga");
        Visitor adam = kit.as("adam");
        Map<String, HttpResponse<String>> answers = Map.ofEntries(
                Map.entry("GET /me", olga.get("/api/v1/me")),
                Map.entry("GET /held", olga.get("/api/v1/held?state=all")),
                Map.entry("GET /held/{id}", olga.get("/api/v1/held/h-2")),
                Map.entry("GET /who-is-on", adam.get("/api/v1/who-is-on")),
                Map.entry("GET /identities", adam.get("/api/v1/identities")),
                Map.entry("GET /identities/history", adam.get("/api/v1/identities/history?service=aim&name=annaf")),
                Map.entry("GET /identities/conflicts", adam.get("/api/v1/identities/conflicts")),
                Map.entry(
                        "POST /identities/csv",
                        adam.call(
                                "POST",
                                "/api/v1/identities/csv",
                                "text/csv",
                                "service,screen-name,login\naim,x,nobody\naim,y,sam\n")),
                Map.entry(
                        "DELETE /logons",
                        adam.call("DELETE", "/api/v1/logons", "application/json", "{\"address\":\"10.0.0.1\"}")));
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, HttpResponse<String>> answer : answers.entrySet()) {
            String[] words = answer.getKey().split(" ", 2);
            JsonNode responses = document.at("/paths")
                    .get(words[1])
                    .get(words[0].toLowerCase(Locale.ROOT))
                    .get("responses");
            HttpResponse<String> got = answer.getValue();
            assertThat(got.statusCode()).as(answer.getKey()).isEqualTo(200);
            JsonNode schema = responses.at("/200/content/application~1json/schema");
            check(answer.getKey(), MAPPER.readTree(got.body()), schema, wrong);
        }
        assertThat(wrong).isEmpty();
    }

    private static void check(String where, JsonNode value, JsonNode reference, List<String> wrong) {
        JsonNode schema = resolved(reference);
        String type = schema.path("type").asText();
        boolean fits = switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "integer" -> value.isIntegralNumber();
            case "boolean" -> value.isBoolean();
            case "string" -> value.isTextual();
            default -> false;
        };
        boolean listed = !schema.has("enum")
                || StreamSupport.stream(schema.get("enum").spliterator(), false).anyMatch(value::equals);
        if (!fits || !listed) {
            wrong.add(where + " is " + value + ", described as " + schema);
        } else if (type.equals("object")) {
            schema.path("required").forEach(name -> {
                if (!value.has(name.asText())) {
                    wrong.add(where + " lacks " + name);
                }
            });
            value.properties().forEach(entry -> {
                JsonNode property = schema.path("properties").get(entry.getKey());
                if (property == null) {
                    wrong.add(where + "/" + entry.getKey() + " is not described");
                } else {
                    check(where + "/" + entry.getKey(), entry.getValue(), property, wrong);
                }
            });
        } else if (type.equals("array")) {
            if (value.isEmpty()) {
                return;
            }
            value.forEach(item -> check(where + "[]", item, schema.get("items"), wrong));
        }
    }
}
