include $(sort $(wildcard $(BR2_EXTERNAL_NSBOX_PATH)/*/*.mk))
