package org.sallyport.archive.node;

import java.net.URI;
import java.time.Duration;

/** How the local node is. */
public sealed interface NodeState {

    /** One sentence for an administrator. */
    String message();

    /**
     * It was started and does not answer yet.
     *
     * @param waited for how long
     */
    record Starting(Duration waited) implements NodeState {
        @Override
        public String message() {
            return "The local Elasticsearch is starting (" + waited.toSeconds() + " s; 10 to 40 s are usual).";
        }
    }

    /**
     * It answers.
     *
     * @param url where
     */
    record Ready(URI url) implements NodeState {
        @Override
        public String message() {
            return "The local Elasticsearch answers at " + url + ".";
        }
    }

    /**
     * It died and will be started again.
     *
     * @param reason why it died, as far as it said so
     * @param in after what pause
     */
    record Restarting(String reason, Duration in) implements NodeState {
        @Override
        public String message() {
            return "The local Elasticsearch stopped and is started again in " + in.toSeconds() + " s: " + reason;
        }
    }

    /** It was told to stop, and did. */
    record Stopped() implements NodeState {
        @Override
        public String message() {
            return "The local Elasticsearch is stopped.";
        }
    }
}
