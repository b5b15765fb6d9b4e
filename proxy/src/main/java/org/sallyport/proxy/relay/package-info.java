/**
 * One connection between its two doors: identified, read, decided on, journaled, and let through.
 *
 * <pre>
 *            ┌───────────── Relay (one event loop) ──────────────┐
 *  client ──▶│ Pipe CLIENT: codec ─▶ session ─▶ Guard ─▶ enforce │──▶ service
 *  client ◀──│ Pipe SERVER: codec ─▶ session ─▶ Guard ─▶ enforce │◀── service
 *            └───────────────────────────────────────────────────┘
 * </pre>
 *
 * The {@link org.sallyport.proxy.relay.Guard} asks the directory, the rulebase and the journal; while it does, its pipe reads
 * nothing, so that back-pressure reaches the peer, and the event loop goes on with other connections.
 */
@NullMarked
package org.sallyport.proxy.relay;

import org.jspecify.annotations.NullMarked;
