"""Has an object that can be called and counts how often."""


class Sly:
    def __call__(self, *arguments):
        return arguments[0]

    def __getattr__(self, name):
        return self


update_w = Sly()
