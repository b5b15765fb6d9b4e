package org.sallyport.proxy.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** An {@link AgentMain} in a namespace. One question at a time. */
public final class Agent implements AutoCloseable {

    private final ChildJvm child;
    private int asked;

    private Agent(ChildJvm child) {
        this.child = child;
    }

    /** Starts one. */
    public static Agent start(List<String> prefix, Path output) throws Exception {
        Agent agent = new Agent(ChildJvm.start(prefix, AgentMain.class, List.of(), output));
        agent.child.awaitOutput("ready");
        return agent;
    }

    /** Asks, and waits for the answer. */
    public String ask(Object... words) throws Exception {
        String number = ++asked + " ";
        StringBuilder line = new StringBuilder(number.strip());
        for (Object word : words) {
            line.append(' ').append(word);
        }
        child.tell(line.toString());
        Await.until("the answer to " + line, () -> answer(number).isPresent());
        return answer(number).orElseThrow();
    }

    private Optional<String> answer(String number) throws IOException {
        return child.output()
                .lines()
                .filter(line -> line.startsWith(number) && line.endsWith("."))
                .map(line -> line.substring(number.length(), line.length() - 1))
                .findFirst();
    }

    @Override
    public void close() {
        child.close();
    }
}
