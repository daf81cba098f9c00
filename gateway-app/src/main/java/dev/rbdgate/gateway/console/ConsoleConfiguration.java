package dev.rbdgate.gateway.console;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Serves the console: a page at {@code /}, and what it loads below {@code /console}. */
@Configuration(proxyBeanMethods = false)
public class ConsoleConfiguration {

    private static final String FILES = "/console/**";
    private static final String PAGE = "/console/index.html";
    private static final String PLACE = "classpath:/static/console/";

    /** All addresses of the console, as patterns. Nothing there is anyone's data. */
    public static String[] paths() {
        return new String[] {"/", FILES};
    }

    /**
     * The files have the same names in every version, so a browser asks each time whether its copy
     * is still good. When the files were made says nothing about that: in a reproducible build all
     * were made at once.
     */
    @Bean
    WebMvcConfigurer consoleFiles() {
        ContentTags tags = new ContentTags();
        return new WebMvcConfigurer() {
            @Override
            public void addResourceHandlers(ResourceHandlerRegistry registry) {
                registry.addResourceHandler(FILES)
                        .addResourceLocations(PLACE)
                        .setCacheControl(CacheControl.noCache())
                        .setUseLastModified(false)
                        .setEtagGenerator(tags);
            }

            @Override
            public void addViewControllers(ViewControllerRegistry registry) {
                registry.addViewController("/").setViewName("forward:" + PAGE);
            }
        };
    }
}
