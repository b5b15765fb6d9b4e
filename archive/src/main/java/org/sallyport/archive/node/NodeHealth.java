package org.sallyport.archive.node;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks a node how it is. The integration-test distribution has no {@code GET /}, so {@code /_cluster/health} is the question. */
final class NodeHealth implements AutoCloseable {

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final HttpRequest request;
    private final String clusterName;

    NodeHealth(URI url, String clusterName) {
        this.request = HttpRequest.newBuilder(url.resolve("/_cluster/health"))
                .timeout(Duration.ofSeconds(5))
                .build();
        this.clusterName = clusterName;
    }

    /** Whether it answers, is our node and not another program that took the port, and can serve every index. */
    boolean answers() {
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            String body = response.body();
            return response.statusCode() == 200
                    && body.contains("\"cluster_name\":\"" + clusterName + "\"")
                    && (body.contains("\"status\":\"green\"") || body.contains("\"status\":\"yellow\""));
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
