def check_calendar(items, properties, attachments, where):
    pass
