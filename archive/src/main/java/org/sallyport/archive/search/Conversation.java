package org.sallyport.archive.search;

import java.util.List;

/**
 * Part of a conversation, oldest first.
 *
 * @param id the conversation
 * @param events at most as many as asked for
 * @param earlier whether there are events before these
 * @param later whether there are events after these
 */
public record Conversation(String id, List<Hit> events, boolean earlier, boolean later) {
    public Conversation {
        events = List.copyOf(events);
    }
}
