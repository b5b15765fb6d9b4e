package org.sallyport.protocols.rvp.write;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.http.HttpMessage;
import org.sallyport.protocols.rvp.wire.RvpField;
import org.sallyport.protocols.tunnel.HttpFields;
import org.sallyport.protocols.tunnel.HttpHead;

/**
 * Answers in the service's or the client's place. Nothing but a status: clients show what they sent as not delivered on any that
 * is no success.
 */
public final class Answers {

    /** As if it had been done. */
    public static final int DONE = 200;

    /** Not allowed. */
    public static final int FORBIDDEN = 403;

    private static final Pattern VERSION = Pattern.compile("[0-9.]{1,8}");
    private static final String OURS = "1.0";

    private Answers() {}

    /**
     * An answer.
     *
     * @param request what is answered, for its version; null where that isn't at hand
     * @param last whether the connection ends with it
     */
    public static ByteBuf of(int status, @Nullable HttpHead request, boolean last) {
        String version = request == null ? null : request.fields().first(RvpField.VERSION);
        List<HttpFields.Field> fields = new ArrayList<>(2);
        boolean speaks = version != null && VERSION.matcher(version).matches();
        fields.add(new HttpFields.Field(RvpField.VERSION, speaks && version != null ? version : OURS));
        if (last) {
            fields.add(new HttpFields.Field("Connection", "close"));
        }
        return HttpMessage.write(HttpHead.response(status, new HttpFields(fields)), Unpooled.EMPTY_BUFFER);
    }
}
