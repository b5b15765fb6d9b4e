package org.sallyport.protocols.oscar.read;

import java.util.ArrayList;
import java.util.List;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.oscar.wire.OscarNames;
import org.sallyport.protocols.oscar.wire.UserInfo;
import org.sallyport.protocols.oscar.wire.WireReader;

/** Lists of people that run to the end of a body, bounded by the items a frame may have. */
final class Names {

    private Names() {}

    /** Names behind a u8 length each. */
    static List<ScreenName> list(Scene scene) {
        List<ScreenName> names = new ArrayList<>();
        WireReader in = scene.body();
        while (in.remaining() > 0 && room(scene, names.size())) {
            names.add(OscarNames.screenName(in.s8()));
        }
        return names;
    }

    /** User-info blocks. */
    static List<UserInfo> users(Scene scene) {
        List<UserInfo> users = new ArrayList<>();
        WireReader in = scene.body();
        while (in.remaining() > 0 && room(scene, users.size())) {
            users.add(UserInfo.read(in, scene.limits()));
        }
        return users;
    }

    private static boolean room(Scene scene, int have) {
        if (have < scene.limits().itemsPerFrame()) {
            return true;
        }
        scene.body().fail();
        return false;
    }
}
