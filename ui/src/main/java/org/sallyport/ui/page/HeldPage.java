package org.sallyport.ui.page;

import java.util.List;

/**
 * Messages that are held, or were.
 *
 * @param state the chosen state
 * @param states all that can be chosen
 * @param queue the chosen queue; empty: all
 * @param queues all that can be chosen, with how many are in each
 * @param messages this page's
 * @param pager where this page is
 */
public record HeldPage(
        String state, List<Choice> states, String queue, List<Choice> queues, List<HeldView> messages, Pager pager) {}
