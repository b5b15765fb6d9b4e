package org.sallyport.ui.page;

import java.util.List;

/** The files of words there are. */
public record LexiconsPage(List<File> files, boolean mayEdit) {

    /**
     * @param path relative to the policy file
     * @param uses what the policy calls it; empty when no rule can name it yet
     * @param size in words; says so when it is not there
     */
    public record File(String path, String uses, String size) {

        /** Its address. */
        public String address() {
            return "/policy/lexicons/file?path=" + HitView.encoded(path);
        }
    }
}
