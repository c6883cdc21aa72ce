def check_class(items, properties, where):
    pass
