package org.sallyport.protocols.http;

import org.sallyport.protocols.Handoffs;
import org.sallyport.protocols.ProtocolPlugin;
import org.sallyport.protocols.tunnel.HttpHead;

/**
 * A protocol by which files go as the bodies of HTTP messages: too long to be held, so they are looked at while they pass. Its
 * codec is a {@link PartsCodec}, and its sessions read frames with {@link HttpParts}.
 *
 * <p>On whatever road HTTP comes into the gateway, a request that a plugin {@link #claims} gets a session of its own. What the
 * session lets through goes on unchanged; what it says to the client instead is the answer, as long as nothing of the service's
 * own has gone there. A session that ends without a word is answered with 403 likewise, and later by a connection that ends.
 *
 * <p>Whoever runs it asks for whole files in plain bytes ({@code Range} and {@code Accept-Encoding} do not go on), gives the
 * session bodies of known length or in chunks, and gives it of responses only those to GET.
 */
public interface HttpFilePlugin extends ProtocolPlugin {

    /**
     * Whether a request brings or fetches a file of this protocol, by its head and by what other connections have announced:
     * rather too much than too little.
     */
    boolean claims(HttpHead request, Handoffs handoffs);
}
