################################################################################
#
# nsbox
#
################################################################################

NSBOX_VERSION = 0.1.0
NSBOX_SITE = $(BR2_EXTERNAL_NSBOX_PATH)/../../..
NSBOX_SITE_METHOD = local
NSBOX_OVERRIDE_SRCDIR_RSYNC_EXCLUSIONS = --exclude=/build --exclude=/nsbox
NSBOX_LICENSE = 0BSD
NSBOX_LICENSE_FILES = LICENSE

NSBOX_MAKE_OPTS = \
	$(TARGET_CONFIGURE_OPTS) \
	ARCH= \
	O=build
ifneq ($(call qstrip,$(BR2_PACKAGE_NSBOX_APPLETS)),)
NSBOX_MAKE_OPTS += APPLETS="$(call qstrip,$(BR2_PACKAGE_NSBOX_APPLETS))"
endif

define NSBOX_BUILD_CMDS
	$(TARGET_MAKE_ENV) $(MAKE) -C $(@D) $(NSBOX_MAKE_OPTS)
endef

define NSBOX_INSTALL_TARGET_CMDS
	$(TARGET_MAKE_ENV) $(MAKE) -C $(@D) $(NSBOX_MAKE_OPTS) DESTDIR=$(TARGET_DIR) \
		$(if $(BR2_PACKAGE_NSBOX_LINKS),install-links,install)
endef

$(eval $(generic-package))
